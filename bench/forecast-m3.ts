import {
  type CalibrationSample,
  calibrateConformal,
  conformalInterval,
} from "@aisle/learn/forecast/conformal-interval";
import { forecastAccuracy, seriesScale } from "@aisle/learn/forecast/forecast-accuracy";
import { forecastSkill } from "@aisle/learn/forecast/forecast-skill";
import type { Forecaster } from "@aisle/learn/forecast/forecaster";
import { balancedCombination } from "@aisle/learn/forecast/forecaster-catalogue";
import { seasonalNaive } from "@aisle/learn/forecast/naive";
import type { BacktestRound } from "@aisle/learn/forecast/rolling-backtest";
import { seasonallyAdjusted } from "@aisle/learn/forecast/seasonally-adjusted";
import { theta } from "@aisle/learn/forecast/theta";
import { seededRandom } from "@aisle/learn/seeded-random";
import { type M3Series, m3Periods, m3Series } from "./forecast/m3-series.ts";
import { peakMemoryMb } from "./forecast/read-table.ts";
import { option } from "./learn/csv-table.ts";

const kinds = Object.keys(m3Periods) as (keyof typeof m3Periods)[];

/**
 * Symmetric MAPE on the M3 series whose future is known, against Theta in the same run. `--future FILE` adds the futures
 * of a file in the data set's columns. Intervals are calibrated on the last part of the histories alone.
 */
export async function bench(
  args: string[],
): Promise<{ suite: string; figures: Record<string, number | string | boolean> }> {
  const started = performance.now();
  const truthFile = option(args, "future");
  const all = m3Series(truthFile);
  const held = all.map((series) => roundOf(balancedCombination, withoutLast(series)));
  const scales = all.map((series) => seriesScale(withoutLast(series).history, m3Periods[series.kind]));
  const known = all.filter((series) => series.future);
  const forecastStarted = performance.now();
  const own = known.map((series) => roundOf(balancedCombination, series));
  const forecastSeconds = (performance.now() - forecastStarted) / 1000;
  const baseline = known.map((series) => roundOf(seasonallyAdjusted(theta), series));
  const lastSeason = known.map((series) => roundOf(seasonalNaive, series));

  const figures: Record<string, number | string | boolean> = {};
  for (const [name, rounds, series] of [
    ["smape", own, known],
    ["thetaSmape", baseline, known],
    ["seasonalNaiveSmape", lastSeason, known],
    ["validationSmape", held, all],
  ] as const) {
    for (const kind of kinds)
      figures[`${name}${kind[0]}${kind.slice(1).toLowerCase()}`] = meanSmape(
        rounds.filter((_, i) => series[i]!.kind === kind),
      );
    figures[`${name}All`] = meanSmape(rounds);
  }

  const skill = forecastSkill(own, lastSeason, {
    random: seededRandom(1),
    scales: known.map((series) => seriesScale(series.history, m3Periods[series.kind])),
  });
  const covered = coverage(all, held, scales, known, own);
  return {
    suite: "forecast-m3",
    figures: {
      ...figures,
      coverage80: covered.get(0.8)!,
      coverage95: covered.get(0.95)!,
      skill: skill.skill,
      skillLow: skill.low,
      skillHigh: skill.high,
      mayDriveOrders: skill.mayDriveOrders,
      seriesScored: known.length,
      split:
        truthFile === undefined
          ? "fitted on the history, tested on the visible futures"
          : "fitted on the history, tested on the visible futures and those of the truth file",
      seed: 1,
      forecastSeconds,
      seconds: (performance.now() - started) / 1000,
      peakMemoryMb: peakMemoryMb(),
    },
  };
}

function withoutLast(series: M3Series): M3Series {
  const end = series.history.length - series.horizon;
  return { ...series, history: series.history.slice(0, end), future: series.history.slice(end) };
}

function roundOf(forecaster: Forecaster, { history, kind, horizon, future }: M3Series): BacktestRound {
  const actual = future!;
  const forecast = forecaster.fit(history, m3Periods[kind]).forecast(Math.max(horizon, actual.length));
  return { origin: history.length, forecast: forecast.subarray(0, actual.length), actual };
}

function meanSmape(rounds: readonly BacktestRound[]): number {
  let sum = 0;
  for (const { actual, forecast } of rounds) sum += forecastAccuracy(actual, forecast).smape;
  return rounds.length > 0 ? sum / rounds.length : Number.NaN;
}

/** Share of futures inside intervals whose width was learned, kind by kind, from the held-out last part of the histories. */
function coverage(
  all: readonly M3Series[],
  held: readonly BacktestRound[],
  scales: readonly number[],
  known: readonly M3Series[],
  own: readonly BacktestRound[],
): Map<number, number> {
  const inside = new Map<number, number>();
  for (const level of [0.8, 0.95]) {
    let hits = 0;
    let count = 0;
    for (const kind of kinds) {
      const samples = all.flatMap((series, i): CalibrationSample[] =>
        series.kind === kind
          ? [{ errors: held[i]!.actual.map((a, h) => a - held[i]!.forecast[h]!), scale: scales[i]! }]
          : [],
      );
      const maxErrors = Math.max(0, ...samples.map((sample) => sample.errors.length));
      const band = calibrateConformal(samples, maxErrors, level);
      for (const [i, series] of known.entries()) {
        if (series.kind !== kind) continue;
        const { forecast, actual } = own[i]!;
        const { lower, upper } = conformalInterval(forecast, seriesScale(series.history, m3Periods[kind]), band);
        for (let h = 0; h < actual.length; h++) if (actual[h]! >= lower[h]! && actual[h]! <= upper[h]!) hits++;
        count += actual.length;
      }
    }
    inside.set(level, hits / count);
  }
  return inside;
}
