import { type Degenerate, degenerate, isDegenerate, requireOpenShare } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { pairSegments, type Segment } from "./segments.ts";

/** A share of a change with its interval: 1 is all of it, below 0 it pulls the other way. */
export interface ExplainedShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** In the units of the rate. */
  readonly effect: number;
  readonly change: number;
}

/** What a cause does to the total rate, worked out from the segments of both periods. */
export type EffectOfSegments = (before: readonly Segment[], after: readonly Segment[]) => number;

/**
 * The share of a change of a proportion that an effect explains, with an interval by the delta method: rows that count and rows that do
 * not, of each segment and period, are independent Poisson counts (conditional on their totals they are the multinomials of both
 * periods), and the slope of `effect − share · change` on each count is taken by central differences. Rows that depend on each other
 * make the true interval wider. Degenerate: `constant` when the rate did not change, `empty`, `undefined` when the effect is not finite.
 *
 * @equation S = E / Δ; Var S ≈ Δ⁻² Σ_c n_c (∂(E − S Δ)/∂n_c)²; S ± z √Var S
 * @source Agresti (2013), Categorical Data Analysis, 16.1 (delta method); Birch (1963), JRSS B 25:220 (Poisson and multinomial counts)
 * @default level 0.95
 * @throws StatsInputError when a name repeats, a numerator is no part of its denominator, or `level` is outside (0, 1)
 */
export function explainedShare(
  before: readonly Segment[],
  after: readonly Segment[],
  effectOf: EffectOfSegments,
  level = 0.95,
): ExplainedShare | Degenerate {
  requireOpenShare("level", level);
  const paired = pairSegments(before, after);
  if (isDegenerate(paired)) return paired;
  const change = changeOf(before, after);
  const largest = Math.max(rateOf(before), rateOf(after));
  if (zeroUpToRounding(change, largest)) return degenerate("constant", `the rate is ${rateOf(after)} in both periods`);
  const effect = effectOf(before, after);
  const share = effect / change;
  if (!Number.isFinite(share)) return degenerate("undefined", "the effect is not finite");
  let variance = 0;
  for (const side of [before, after])
    for (const [i, { numerator, denominator }] of side.entries())
      for (const isHit of [true, false]) {
        const count = isHit ? numerator : denominator - numerator;
        if (!(count > 0)) continue;
        const step = Math.min(count / 2, Math.max(0.5, count * 1e-4));
        const at = (by: number): number => {
          const moved = side.map((segment, k) =>
            k === i ? { ...segment, numerator: numerator + (isHit ? by : 0), denominator: denominator + by } : segment,
          );
          const sides = [side === before ? moved : before, side === before ? after : moved] as const;
          return effectOf(...sides) - share * changeOf(...sides);
        };
        variance += count * ((at(step) - at(-step)) / (2 * step)) ** 2;
      }
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(variance)) / Math.abs(change);
  if (!Number.isFinite(half)) return degenerate("undefined", "the effect is not finite near these counts");
  return { share, low: share - half, high: share + half, effect, change };
}

function changeOf(before: readonly Segment[], after: readonly Segment[]): number {
  return rateOf(after) - rateOf(before);
}

function rateOf(segments: readonly Segment[]): number {
  let [hits, rows] = [0, 0];
  for (const { numerator, denominator } of segments) {
    hits += numerator;
    rows += denominator;
  }
  return hits / rows;
}
