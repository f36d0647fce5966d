import {
  type Degenerate,
  degenerate,
  isDegenerate,
  requireCount,
  requireFinite,
  requireShare,
  StatsInputError,
} from "../degenerate.ts";
import { chiSquareGoodnessOfFit } from "../drift/chi-square-tests.ts";

/** Whether the arms received the units that they should. */
export interface SampleRatio {
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
  /** `alarm`: do not read the experiment before the cause is found. `warning`: look. */
  verdict: "ok" | "warning" | "alarm";
  /** Expected units an arm; 0 for an arm of weight 0. */
  expected: number[];
  /** Units found in arms of weight 0; they take no part in the test. */
  stray: number;
}

export interface SampleRatioOptions {
  /** Below this p-value the verdict is a warning. */
  warnBelow?: number;
  /** Below this p-value the verdict is an alarm. */
  alarmBelow?: number;
  /** Least expected units in every arm of positive weight. */
  minimumExpected?: number;
}

/**
 * Sample-ratio check: chi-square of observed units against the planned weights (any positive scale). Arms of weight 0
 * are left out and their units reported. Degenerate with fewer than two weighted arms or too few units.
 *
 * @equation χ² = Σ (Oᵢ − Eᵢ)² / Eᵢ, Eᵢ = N wᵢ / Σ w, df = arms of positive weight − 1
 * @source Pearson (1900); Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments
 * @default warnBelow 0.05
 * @default alarmBelow 0.001
 * @default minimumExpected 5
 * @throws StatsInputError when lengths differ, a count is not whole, a weight is negative or a limit is out of range
 */
export function sampleRatio(
  counts: readonly number[],
  weights: readonly number[],
  options: SampleRatioOptions = {},
): SampleRatio | Degenerate {
  const { warnBelow = 0.05, alarmBelow = 0.001, minimumExpected = 5 } = options;
  requireShare("warnBelow", warnBelow);
  requireShare("alarmBelow", alarmBelow);
  requireFinite("minimumExpected", minimumExpected);
  if (counts.length !== weights.length) throw new StatsInputError("weights", "must be one an arm");
  for (const count of counts) requireCount("counts", count);
  if (weights.some((weight) => !(weight >= 0 && Number.isFinite(weight))))
    throw new StatsInputError("weights", "must be finite and not negative");
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const arms = weights.filter((weight) => weight > 0).length;
  if (arms < 2) return degenerate("too-few", `${arms} arm has a weight above zero; two are needed.`);
  const stray = counts.reduce((sum, count, i) => sum + (weights[i] === 0 ? count : 0), 0);
  const units = counts.reduce((sum, count) => sum + count, 0) - stray;
  const expected = weights.map((weight) => (units * weight) / totalWeight);
  const least = Math.min(...expected.filter((_, i) => (weights[i] ?? 0) > 0));
  if (units === 0) return degenerate("empty", "No units were assigned yet.");
  if (least < minimumExpected)
    return degenerate("low-counts", `An arm expects ${least.toFixed(1)} units; ${minimumExpected} are needed.`);
  const weighted = (values: readonly number[]): number[] => values.filter((_, i) => (weights[i] ?? 0) > 0);
  const test = chiSquareGoodnessOfFit(weighted(counts), weighted(weights));
  if (isDegenerate(test)) return test;
  const { statistic: chiSquare, degreesOfFreedom, pValue } = test;
  const verdict = pValue < alarmBelow ? "alarm" : pValue < warnBelow ? "warning" : "ok";
  return { chiSquare, degreesOfFreedom, pValue, verdict, expected, stray };
}
