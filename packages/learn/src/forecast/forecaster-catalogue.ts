import { combination } from "./combination.ts";
import { croston, syntetosBoylan, teunterSyntetosBabai } from "./croston.ts";
import {
  dampedTrend,
  fixedExponentialSmoothing,
  holt,
  holtWintersAdditive,
  holtWintersDamped,
  holtWintersMultiplicative,
  simpleExponentialSmoothing,
} from "./exponential-smoothing.ts";
import type { Forecaster } from "./forecaster.ts";
import { historyMean, movingAverage } from "./moving-average.ts";
import { drift, naive, seasonalNaive } from "./naive.ts";
import { seasonallyAdjusted } from "./seasonally-adjusted.ts";
import { dynamicTheta, theta } from "./theta.ts";

/**
 * The mean of Theta, dynamic Theta and damped Holt–Winters: the best of the combinations tried on held-out parts of
 * the M3 histories, and the default where a series has a pattern worth more than its last season.
 */
export const balancedCombination = combination(
  "combination",
  [seasonallyAdjusted(theta), seasonallyAdjusted(dynamicTheta), holtWintersDamped],
  "mean",
);

/** All forecasters of one series by name, simplest first. The trees model learns from many series: see `trainGlobalForecast`. */
export const forecasters: readonly Forecaster[] = [
  seasonalNaive,
  naive,
  drift,
  historyMean,
  movingAverage(),
  simpleExponentialSmoothing,
  fixedExponentialSmoothing(0.1),
  holt,
  dampedTrend,
  seasonallyAdjusted(simpleExponentialSmoothing),
  seasonallyAdjusted(dampedTrend),
  holtWintersAdditive,
  holtWintersMultiplicative,
  holtWintersDamped,
  theta,
  dynamicTheta,
  seasonallyAdjusted(theta),
  seasonallyAdjusted(dynamicTheta),
  balancedCombination,
  croston(),
  syntetosBoylan(),
  teunterSyntetosBabai(),
];

/** What automatic choice tries on series that sell in most periods: the favourite, then the others, simplest first. */
export const regularCandidates: readonly Forecaster[] = [
  balancedCombination,
  seasonalNaive,
  naive,
  seasonallyAdjusted(simpleExponentialSmoothing),
  seasonallyAdjusted(dampedTrend),
  holtWintersAdditive,
  holtWintersDamped,
  seasonallyAdjusted(theta),
  seasonallyAdjusted(dynamicTheta),
];

/** What automatic choice tries on series with many zeros: the favourite, then the others. */
export const intermittentCandidates: readonly Forecaster[] = [
  fixedExponentialSmoothing(0.1),
  historyMean,
  movingAverage(),
  croston(),
  syntetosBoylan(),
  teunterSyntetosBabai(),
];

const byName = new Map(forecasters.map((forecaster) => [forecaster.name, forecaster]));

/** The forecaster of that name; undefined where there is none. */
export function forecasterByName(name: string): Forecaster | undefined {
  return byName.get(name);
}
