import { allFinite, type Degenerate, degenerate, isDegenerate } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { pairSegments, type Segment, type SegmentPair } from "./segments.ts";
import { type SimpsonVerdict, simpsonVerdict } from "./simpson.ts";

export interface SegmentEffect {
  readonly name: string;
  /** Share of the denominator, 0–1. */
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** Null in a period in which the segment did not exist. */
  readonly rateBefore: number | null;
  readonly rateAfter: number | null;
  /** Change of the total rate because the segment grew or shrank, in the units of the rate. */
  readonly mix: number;
  /** Change of the total rate because the segment's own rate moved. */
  readonly rate: number;
  /** mix + rate. */
  readonly contribution: number;
}

export interface MixAndRate {
  readonly rateBefore: number;
  readonly rateAfter: number;
  readonly change: number;
  /** Sums over the segments; mix + rate = change. */
  readonly mix: number;
  readonly rate: number;
  /** Largest contribution, up or down, first. */
  readonly segments: readonly SegmentEffect[];
  readonly simpson: SimpsonVerdict;
}

/**
 * Splits the change of a rate between two periods into mix (segments grew or shrank) and rate (segments behave
 * differently), segment by segment; all parts sum to the change, to rounding. Both periods weigh alike, so that turning
 * time round turns every sign. A segment that is new or gone has no rate of its own to change: it is all mix, against
 * the average. Degenerate: `empty` when a period has no denominator, `not-finite` when a rate leaves the range of a double.
 *
 * @equation mix_s = (w₁ − w₀)(r̄_s − R̄), rate_s = w̄_s (r₁ − r₀), bars over both periods; Σ mix_s + rate_s = R₁ − R₀
 * @source Kitagawa (1955), JASA 50:1168; centring by R̄: Σ (w₁ − w₀) = 0
 * @throws StatsInputError when a name repeats, a figure is not finite, or a segment without denominator has a numerator
 */
export function mixAndRate(before: readonly Segment[], after: readonly Segment[]): MixAndRate | Degenerate {
  const paired = pairSegments(before, after);
  if (isDegenerate(paired)) return paired;
  const rateBefore = paired.before.numerator / paired.before.denominator;
  const rateAfter = paired.after.numerator / paired.after.denominator;
  const middle = (rateBefore + rateAfter) / 2;
  const segments = paired.pairs
    .filter((pair) => pair.before.denominator > 0 || pair.after.denominator > 0)
    .map((pair) => effectOf(pair, paired.before.denominator, paired.after.denominator, middle))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const change = rateAfter - rateBefore;
  const parts = segments.flatMap(({ mix, rate }) => [mix, rate]);
  if (!Number.isFinite(change) || !allFinite(parts))
    return degenerate("not-finite", "a rate is too large: its denominator is next to zero");
  return {
    rateBefore,
    rateAfter,
    change,
    mix: segments.reduce((sum, segment) => sum + segment.mix, 0),
    rate: segments.reduce((sum, segment) => sum + segment.rate, 0),
    segments,
    // A total that moved by rounding alone has no direction that segments could contradict.
    simpson: simpsonVerdict(zeroUpToRounding(change, Math.max(rateBefore, rateAfter)) ? 0 : change, segments),
  };
}

function effectOf(pair: SegmentPair, totalBefore: number, totalAfter: number, middle: number): SegmentEffect {
  const shareBefore = pair.before.denominator / totalBefore;
  const shareAfter = pair.after.denominator / totalAfter;
  const rateBefore = pair.before.denominator > 0 ? pair.before.numerator / pair.before.denominator : null;
  const rateAfter = pair.after.denominator > 0 ? pair.after.numerator / pair.after.denominator : null;
  const from = rateBefore ?? rateAfter ?? 0;
  const to = rateAfter ?? rateBefore ?? 0;
  const mix = (shareAfter - shareBefore) * ((from + to) / 2 - middle);
  const rate = ((shareBefore + shareAfter) / 2) * (to - from);
  return { name: pair.name, shareBefore, shareAfter, rateBefore, rateAfter, mix, rate, contribution: mix + rate };
}
