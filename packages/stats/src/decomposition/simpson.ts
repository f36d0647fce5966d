import { requireFinite } from "../degenerate.ts";

export interface SimpsonVerdict {
  /**
   * `reversal`: no segment moved with the total and at least one moved against it, so the total alone misleads.
   * `mix-driven`: segments on the whole moved against the total, or not at all. `none`: the total tells the story.
   */
  readonly trap: "none" | "mix-driven" | "reversal";
  /** Mean share of the denominator in segments whose own rate moved against the total, 0–1. */
  readonly againstShare: number;
}

interface MovedSegment {
  readonly shareBefore: number;
  readonly shareAfter: number;
  readonly rateBefore: number | null;
  readonly rateAfter: number | null;
  readonly rate: number;
}

/**
 * Guards against Simpson's trap: tells whether the change of a total rate comes from who is counted rather than from
 * how any segment behaves. Only segments of both periods can move; movements below a billionth of the change do not
 * count.
 *
 * @equation reversal ⇔ Δ ≠ 0, sign(r₁ − r₀) ≠ sign(Δ) for all segments, and < 0 · sign(Δ) for one; mix-driven ⇔ Σ rate_s · sign(Δ) ≤ 0
 * @source Simpson (1951), JRSS B 13:238; Blyth (1972), JASA 67:364
 * @throws StatsInputError when a figure is not finite
 */
export function simpsonVerdict(change: number, segments: readonly MovedSegment[]): SimpsonVerdict {
  requireFinite("change", change);
  for (const segment of segments)
    for (const figure of Object.values(segment)) {
      if (typeof figure === "number") requireFinite("segments", figure);
    }
  if (change === 0) return { trap: "none", againstShare: 0 };
  const sign = Math.sign(change);
  const slack = Math.abs(change) * 1e-9;
  let withTotal = 0;
  let against = 0;
  let againstShare = 0;
  let rate = 0;
  for (const segment of segments) {
    rate += segment.rate * sign;
    if (segment.rateBefore === null || segment.rateAfter === null) continue;
    const moved = (segment.rateAfter - segment.rateBefore) * sign;
    if (moved > slack) withTotal++;
    if (moved < -slack) {
      against++;
      againstShare += (segment.shareBefore + segment.shareAfter) / 2;
    }
  }
  if (withTotal === 0 && against > 0) return { trap: "reversal", againstShare };
  return { trap: rate <= slack ? "mix-driven" : "none", againstShare };
}
