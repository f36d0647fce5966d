import { type Degenerate, degenerate, StatsInputError } from "../degenerate.ts";

/** One segment in one period: what the rate counts, over what (clicks over impressions, revenue over orders). */
export interface Segment {
  readonly name: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** One segment in two periods; zeros where it did not exist. */
export interface SegmentPair {
  readonly name: string;
  readonly before: { readonly numerator: number; readonly denominator: number };
  readonly after: { readonly numerator: number; readonly denominator: number };
}

export interface PairedSegments {
  readonly pairs: readonly SegmentPair[];
  readonly before: { readonly numerator: number; readonly denominator: number };
  readonly after: { readonly numerator: number; readonly denominator: number };
}

const nothing = { numerator: 0, denominator: 0 };

/**
 * Joins the segments of two periods by name, with zeros for those that one of them lacks, and adds up the totals.
 * Degenerate `empty` when a period has no denominator at all.
 *
 * @equation N = Σ n_s, D = Σ d_s
 * @source definition
 * @throws StatsInputError when a name repeats, a figure or a total is not finite, or a segment without denominator has a numerator
 */
export function pairSegments(before: readonly Segment[], after: readonly Segment[]): PairedSegments | Degenerate {
  const first = byName("before", before);
  const second = byName("after", after);
  const names = [...new Set([...first.keys(), ...second.keys()])];
  const pairs = names.map((name) => ({
    name,
    before: first.get(name) ?? nothing,
    after: second.get(name) ?? nothing,
  }));
  const totals = {
    before: total(pairs.map((pair) => pair.before)),
    after: total(pairs.map((pair) => pair.after)),
  };
  for (const [period, { numerator, denominator }] of Object.entries(totals))
    if (!Number.isFinite(numerator) || !Number.isFinite(denominator))
      throw new StatsInputError(period, "its segments add up beyond the range of a double");
  if (totals.before.denominator === 0) return degenerate("empty", "the earlier period has no denominator");
  if (totals.after.denominator === 0) return degenerate("empty", "the later period has no denominator");
  return { pairs, ...totals };
}

function byName(argument: string, segments: readonly Segment[]): Map<string, Segment> {
  const found = new Map<string, Segment>();
  for (const segment of segments) {
    const { name, numerator, denominator } = segment;
    if (found.has(name)) throw new StatsInputError(argument, `segment ${name} stands twice`);
    if (!Number.isFinite(numerator) || !(denominator >= 0 && Number.isFinite(denominator)))
      throw new StatsInputError(argument, `segment ${name} has ${numerator} over ${denominator}`);
    if (denominator === 0 && numerator !== 0)
      throw new StatsInputError(argument, `segment ${name} has a numerator without a denominator`);
    found.set(name, segment);
  }
  return found;
}

function total(parts: readonly { numerator: number; denominator: number }[]): typeof nothing {
  return {
    numerator: parts.reduce((sum, part) => sum + part.numerator, 0),
    denominator: parts.reduce((sum, part) => sum + part.denominator, 0),
  };
}
