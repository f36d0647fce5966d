import { checkpoint, randomOf, type TrainingControl } from "../../training-control.ts";
import { type CalibrationSample, type ConformalBand, calibrateConformal } from "../conformal-interval.ts";
import { fillGaps } from "../fill-gaps.ts";
import { seriesScale } from "../forecast-accuracy.ts";
import { type ForecastSkill, forecastSkill } from "../forecast-skill.ts";
import { ForecastInputError } from "../forecaster.ts";
import { seasonalNaive } from "../naive.ts";
import { type BacktestRound, backtestOrigins } from "../rolling-backtest.ts";
import type { DemandPanel } from "./demand-panel.ts";
import { type GlobalForecastOptions, predictGlobalForecast, trainGlobalForecast } from "./global-forecast.ts";

/** What replaying a global forecast shows. */
export interface GlobalBacktest {
  /** Against each series' seasonal naive on the same periods; series are resampled, so it speaks for the panel. */
  readonly skill: ForecastSkill;
  /** One band for each level, in units of a series' scale: pass `panelScales` of the panel to `conformalInterval`. */
  readonly bands: readonly ConformalBand[];
  /** Rounds that were replayed, all series of the oldest origin first. */
  readonly rounds: readonly BacktestRound[];
}

/**
 * Trains and forecasts again from each of the last origins whose outcome is known, and reads skill and conformal bands from
 * the errors. Takes as long as `rounds` trainings. Throws ForecastInputError where the panel is too short for one.
 * Promotions and prices of the replayed periods are those that came, which is what a plan would have said.
 */
export function backtestGlobalForecast(
  panel: DemandPanel,
  options: GlobalForecastOptions,
  { rounds = 3, levels = [0.8, 0.95] }: { rounds?: number; levels?: readonly number[] } = {},
  control: TrainingControl = {},
): GlobalBacktest {
  const { horizon, gap = 0 } = options;
  const random = randomOf(control);
  const length = Math.max(0, ...panel.series.map((series) => series.values.length));
  const reach = horizon + gap;
  const origins = backtestOrigins(length, 2 * reach, { horizon: reach, rounds, step: horizon });
  if (origins.length === 0)
    throw new ForecastInputError("panel", `${length} periods are too few to replay a forecast ${reach} ahead`);
  const samples: CalibrationSample[] = [];
  const own: BacktestRound[] = [];
  const base: BacktestRound[] = [];
  const scales: number[] = [];
  for (const [done, origin] of origins.entries()) {
    checkpoint(control, { stage: "back-test", done, total: origins.length });
    const past: DemandPanel = {
      ...panel,
      series: panel.series.map((series) => ({ ...series, values: series.values.slice(0, origin) })),
    };
    const predicted = predictGlobalForecast(trainGlobalForecast(past, options, { ...control, random }), past);
    const scaleOf = panelScales(past);
    for (const [i, series] of panel.series.entries()) {
      const actual = series.values.slice(origin + gap, origin + reach);
      const known = fillGaps(past.series[i]!.values, "linear").values;
      if (known.length === 0 || actual.length < horizon || actual.some(Number.isNaN)) continue;
      const period = known.length > panel.period ? panel.period : 1;
      own.push({ origin, actual, forecast: predicted[i]! });
      base.push({ origin, actual, forecast: seasonalNaive.fit(known, period).forecast(reach).subarray(gap) });
      scales.push(scaleOf[i]!);
      samples.push({ errors: actual.map((value, h) => value - predicted[i]![h]!), scale: scaleOf[i]! });
    }
  }
  checkpoint(control, { stage: "back-test", done: origins.length, total: origins.length });
  return {
    skill: forecastSkill(own, base, { random, scales, error: options.error === "squared" ? "squared" : "absolute" }),
    bands: levels.map((level) => calibrateConformal(samples, horizon, level)),
    rounds: own,
  };
}

/** The scale of each series of a panel (see `seriesScale`), gaps bridged; 1 where nothing is known. */
export function panelScales({ series, period }: DemandPanel): Float64Array {
  return Float64Array.from(series, ({ values }) => seriesScale(fillGaps(values, "linear").values, period));
}
