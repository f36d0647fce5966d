import { type Degenerate, degenerate, isDegenerate, requireCount, StatsInputError } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { mixAndRate } from "./mix-and-rate.ts";
import { type PairedSegments, pairSegments, type Segment } from "./segments.ts";
import type { SimpsonVerdict } from "./simpson.ts";
import { surprise } from "./surprise.ts";

/** One way to cut the same traffic into segments (device, category, pipeline version …), in two periods. */
export interface Dimension {
  readonly name: string;
  readonly before: readonly Segment[];
  readonly after: readonly Segment[];
}

export interface ExplainChangeOptions {
  /** Share of the change that a segment must explain to be named. */
  readonly minPower?: number;
  /** Segments are named until they explain this share together. */
  readonly enoughPower?: number;
  /** Dimensions returned at most. */
  readonly maxDimensions?: number;
}

export interface ExplainingSegment {
  readonly name: string;
  /** Share of the total change that this segment explains; others may pull the other way, so shares can pass 1. */
  readonly power: number;
  readonly surprise: number;
  /** What of the change came from its size and from its own rate; null when a sum, not a rate, is explained. */
  readonly mix: number | null;
  readonly rate: number | null;
}

export interface Explanation {
  readonly dimension: string;
  /** Named segments, most surprising first; empty when none explains enough. */
  readonly segments: readonly ExplainingSegment[];
  readonly power: number;
  readonly surprise: number;
  /** Null when a sum is explained. */
  readonly simpson: SimpsonVerdict | null;
}

/**
 * Ranks dimensions by how well a few of their segments explain the change of a rate. Power is the segment's mix and
 * rate effect over the change (exact, summing to 1 over a dimension, where Adtributor uses a derivative); surprise adds
 * that of numerator and denominator. Degenerate: `constant` when the rate did not change, `empty`.
 *
 * @equation EP_s = (mix_s + rate_s) / (R₁ − R₀); S_s = S(numerators) + S(denominators)
 * @source Bhagwan et al. (2014), Adtributor, NSDI, algorithm 1 and section 3.4; effects: Kitagawa (1955)
 * @default minPower 0.1
 * @default enoughPower 0.67
 * @default maxDimensions 3
 * @throws StatsInputError when dimensions differ in their totals, a numerator is negative, or an option is NaN
 */
export function explainRateChange(
  dimensions: readonly Dimension[],
  options: ExplainChangeOptions = {},
): readonly Explanation[] | Degenerate {
  const paired = pairDimensions(dimensions);
  if (isDegenerate(paired)) return paired;
  const explanations: Explanation[] = [];
  for (const [i, dimension] of dimensions.entries()) {
    const effects = mixAndRate(dimension.before, dimension.after);
    if (isDegenerate(effects)) return effects;
    if (isRounding(effects.change, effects.rateBefore, effects.rateAfter))
      return degenerate("constant", `the rate is ${effects.rateAfter} in both periods`);
    const totals = paired[i]!;
    const figures = new Map(totals.pairs.map((pair) => [pair.name, pair]));
    const candidates = effects.segments.map((effect): ExplainingSegment => {
      const pair = figures.get(effect.name)!;
      return {
        name: effect.name,
        power: effect.contribution / effects.change,
        surprise:
          surprise(
            shareOf(pair.before.numerator, totals.before.numerator),
            shareOf(pair.after.numerator, totals.after.numerator),
          ) + surprise(effect.shareBefore, effect.shareAfter),
        mix: effect.mix,
        rate: effect.rate,
      };
    });
    explanations.push({ ...nameSegments(dimension.name, candidates, options), simpson: effects.simpson });
  }
  return rank(explanations, options);
}

/**
 * Ranks dimensions by how well a few of their segments explain the change of a sum (sales, clicks): the numerators of
 * the segments; denominators are not looked at. Degenerate: `constant` when the sum did not change, `empty`.
 *
 * @equation EP_s = (n₁ − n₀) / (N₁ − N₀); S_s of the shares n/N
 * @source Bhagwan et al. (2014), Adtributor, NSDI, algorithm 1
 * @default minPower 0.1
 * @default enoughPower 0.67
 * @default maxDimensions 3
 * @throws StatsInputError when dimensions differ in their totals, a numerator is negative, or an option is NaN
 */
export function explainTotalChange(
  dimensions: readonly Dimension[],
  options: ExplainChangeOptions = {},
): readonly Explanation[] | Degenerate {
  const paired = pairDimensions(dimensions);
  if (isDegenerate(paired)) return paired;
  const explanations: Explanation[] = [];
  for (const [i, { pairs, before, after }] of paired.entries()) {
    const change = after.numerator - before.numerator;
    if (isRounding(change, before.numerator, after.numerator))
      return degenerate("constant", `the sum is ${after.numerator} in both periods`);
    const candidates = pairs.map(
      (pair): ExplainingSegment => ({
        name: pair.name,
        power: (pair.after.numerator - pair.before.numerator) / change,
        surprise: surprise(
          shareOf(pair.before.numerator, before.numerator),
          shareOf(pair.after.numerator, after.numerator),
        ),
        mix: null,
        rate: null,
      }),
    );
    explanations.push({ ...nameSegments(dimensions[i]!.name, candidates, options), simpson: null });
  }
  return rank(explanations, options);
}

function pairDimensions(dimensions: readonly Dimension[]): readonly PairedSegments[] | Degenerate {
  if (dimensions.length === 0) return degenerate("empty", "no dimension was given");
  const all: PairedSegments[] = [];
  for (const dimension of dimensions) {
    const paired = pairSegments(dimension.before, dimension.after);
    if (isDegenerate(paired)) return paired;
    if (paired.pairs.some((pair) => pair.before.numerator < 0 || pair.after.numerator < 0))
      throw new StatsInputError("dimensions", `${dimension.name} has a negative numerator, which has no share`);
    const first = all[0] ?? paired;
    for (const period of ["before", "after"] as const)
      for (const figure of ["numerator", "denominator"] as const)
        if (Math.abs(paired[period][figure] - first[period][figure]) > 1e-9 * Math.abs(first[period][figure]))
          throw new StatsInputError(
            "dimensions",
            `${dimension.name} adds up to another ${figure} ${period} than ${dimensions[0]!.name}`,
          );
    all.push(paired);
  }
  return all;
}

/** A change within the rounding of its two figures has no explanation, and shares of it would be noise. */
function isRounding(change: number, before: number, after: number): boolean {
  return zeroUpToRounding(change, Math.max(Math.abs(before), Math.abs(after)));
}

function shareOf(part: number, total: number): number {
  return total === 0 ? 0 : part / total;
}

/** Adtributor's inner loop: the most surprising segments that explain something, until they explain enough. */
function nameSegments(
  dimension: string,
  candidates: readonly ExplainingSegment[],
  options: ExplainChangeOptions,
): Omit<Explanation, "simpson"> {
  const { minPower = 0.1, enoughPower = 0.67 } = options;
  if (Number.isNaN(minPower) || Number.isNaN(enoughPower))
    throw new StatsInputError("minPower and enoughPower", "must be numbers, got NaN");
  const named: ExplainingSegment[] = [];
  let power = 0;
  for (const candidate of candidates.toSorted((a, b) => b.surprise - a.surprise || b.power - a.power)) {
    if (power >= enoughPower) break;
    if (candidate.power < minPower) continue;
    named.push(candidate);
    power += candidate.power;
  }
  return { dimension, segments: named, power, surprise: named.reduce((sum, segment) => sum + segment.surprise, 0) };
}

/** Dimensions whose named segments explain enough come first; among equals the more surprising, then the shorter. */
function rank(explanations: readonly Explanation[], options: ExplainChangeOptions): readonly Explanation[] {
  const { enoughPower = 0.67, maxDimensions = 3 } = options;
  requireCount("most", maxDimensions, 1);
  const enough = (explanation: Explanation) => (explanation.power >= enoughPower ? 1 : 0);
  return explanations
    .filter((explanation) => explanation.segments.length > 0)
    .toSorted((a, b) => enough(b) - enough(a) || b.surprise - a.surprise || a.segments.length - b.segments.length)
    .slice(0, maxDimensions);
}
