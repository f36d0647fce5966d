import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { chooseForecaster } from "./automatic-choice.ts";
import { type CalibrationSample, calibrateConformal, calibrationSamples } from "./conformal-interval.ts";
import { fillGaps } from "./fill-gaps.ts";
import { seriesScale } from "./forecast-accuracy.ts";
import type { ForecastModel, SeriesForecast } from "./forecast-model.ts";
import { forecastSkill } from "./forecast-skill.ts";
import { ForecastInputError, requireHorizon } from "./forecaster.ts";
import { forecasterByName } from "./forecaster-catalogue.ts";
import type { BacktestRound } from "./rolling-backtest.ts";

/** Histories to learn from; NaN where not known. `period` is the number of periods in a season, 1 for none. */
export interface ForecastData {
  readonly series: readonly { readonly id: string; readonly values: Float64Array }[];
  readonly period: number;
  /** ISO 8601 times of the first and the last period, where they are known. */
  readonly window?: { from: string | null; to: string | null };
}

/** How forecasters are chosen and intervals calibrated. */
export interface ForecastOptions {
  readonly horizon: number;
  /** Shares of future values that intervals shall hold; 0.8 and 0.95 by default. */
  readonly levels?: readonly number[];
  /** What an unknown period means: a gap in the records (`linear`, the default) or no sale (`zero`). */
  readonly gaps?: "linear" | "zero";
  /** Candidates by name; the usual ones for each series' pattern by default. */
  readonly candidates?: readonly string[];
  readonly rounds?: number;
}

/**
 * Chooses and calibrates a forecaster for each series by rolling back-test. Intervals come from the series' own replayed
 * errors where there are enough, else from those of all series, scaled. Series without any known value are refused with
 * ForecastInputError. Memory: the histories and about 30 forecasts of the horizon a series, 8 bytes a number; throws
 * TrainingTooLarge where that is too much.
 */
export function trainForecast(
  data: ForecastData,
  options: ForecastOptions,
  control: TrainingControl = {},
): ForecastModel {
  requireHorizon(options.horizon);
  const { horizon, levels = [0.8, 0.95], gaps = "linear" } = options;
  requireMemory(
    control,
    "This forecast",
    data.series.reduce((sum, { values }) => sum + 8 * (values.length + 30 * horizon), 0),
    "Learn from fewer series, or forecast fewer periods ahead.",
  );
  const candidates = options.candidates?.map((name) => {
    const found = forecasterByName(name);
    if (!found) throw new ForecastInputError("candidates", `there is no forecaster named "${name}"`);
    return found;
  });
  const random = randomOf(control);
  const pooled: CalibrationSample[] = [];
  const own: BacktestRound[] = [];
  const base: BacktestRound[] = [];
  const scales: number[] = [];
  const learned = data.series.map(({ id, values }, i) => {
    checkpoint(control, { stage: "series", done: i, total: data.series.length });
    const { values: history } = fillGaps(values, gaps);
    if (history.length === 0) throw new ForecastInputError("series", `${id} has no known value`);
    const choice = chooseForecaster(history, data.period, {
      horizon,
      ...(options.rounds === undefined ? {} : { rounds: options.rounds }),
      ...(candidates ? { candidates } : {}),
    });
    const scale = seriesScale(history, data.period);
    const step = Math.max(1, Math.floor(horizon / 3));
    const block = Math.ceil(horizon / step);
    // Only rounds that do not overlap count as separate evidence, the latest ones first.
    const apart = choice.replayed.filter((_, k) => (choice.replayed.length - 1 - k) % block === 0);
    const samples = calibrationSamples(apart, scale);
    pooled.push(...samples);
    if (choice.replayed.length > 0) {
      own.push(joined(choice.replayed));
      base.push(joined(choice.baseline));
      scales.push(scale);
    }
    const skill = forecastSkill(choice.replayed, choice.baseline, { random, block });
    return { id, forecaster: choice.forecaster.name, reason: choice.reason, skill, history, scale, samples };
  });
  const shared = levels.map((level) => calibrateConformal(pooled, horizon, level));
  const series = learned.map(({ samples, ...one }): SeriesForecast => {
    const alone = levels.map((level) => calibrateConformal(samples, horizon, level));
    const ownEnough = alone.every((band) => band.guaranteed);
    const bands = ownEnough ? alone : shared;
    const enough = bands.every((band) => band.guaranteed);
    return {
      ...one,
      calibratedBy: enough ? (ownEnough ? "own" : "all-series") : "too-few",
      lower: Float64Array.from(bands.flatMap((band) => [...band.lower])),
      upper: Float64Array.from(bands.flatMap((band) => [...band.upper])),
    };
  });
  checkpoint(control, { stage: "series", done: series.length, total: series.length });
  const skill = forecastSkill(own, base, { random, scales });
  return {
    period: data.period,
    horizon,
    levels,
    series,
    skill,
    info: {
      window: {
        from: data.window?.from ?? null,
        to: data.window?.to ?? null,
        rows: series.reduce((sum, one) => sum + one.history.length, 0),
      },
      parameters: { horizon, period: data.period, levels: [...levels], gaps },
      metrics: {
        series: series.length,
        // Not finite where no history was long enough for a back-test.
        ...(Number.isFinite(skill.skill) ? { "backtest.skill": skill.skill } : {}),
        mayDriveOrders: series.filter((one) => one.skill.mayDriveOrders).length,
        calibratedByOwn: series.filter((one) => one.calibratedBy === "own").length,
      },
    },
  };
}

/** All rounds of one series as one, so that series, not their overlapping rounds, are what is resampled. */
function joined(rounds: readonly BacktestRound[]): BacktestRound {
  const join = (pick: (round: BacktestRound) => Float64Array): Float64Array =>
    Float64Array.from(rounds.flatMap((round) => [...pick(round)]));
  return {
    origin: rounds[0]!.origin,
    actual: join((round) => round.actual),
    forecast: join((round) => round.forecast),
  };
}
