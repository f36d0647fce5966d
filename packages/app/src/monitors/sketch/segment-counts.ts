import type { FollowUp } from "@aisle/contracts/monitor-source";

/** Answers of a segment, and of how many of them a product was clicked, put into a cart, or bought. */
export interface SegmentCounts {
  answers: number;
  clicked: number;
  added: number;
  ordered: number;
}

/** Counts by dimension (such as `request.device` or `step rank`) and its value. */
export type Segments = Map<string, Map<string, SegmentCounts>>;

/** Prefix of the dimensions of steps. */
export const stepDimension = "step ";
/** Values beyond those that are counted apart. */
export const otherValue = "(other)";
/** Answers without a value. */
export const missingValue = "(missing)";

/** Dimensions of an hour that are steps, and that are none. */
const maxDimensions = 24;
/** Values of a dimension in an hour that are counted apart. */
const maxValues = 24;

export const noCounts = (): SegmentCounts => ({ answers: 0, clicked: 0, added: 0, ordered: 0 });

/**
 * Counts an answer under its segments, as `segmentsOf` gives them. The first 24 dimensions of an hour, its first 24 steps, and the
 * first 24 values of each are counted apart; other values are one. Answers without a value are stored nowhere: they are what is left
 * of all answers.
 */
export function countAnswer(segments: Segments, of: ReadonlyMap<string, string>): void {
  for (const [dimension, value] of of) {
    const counts = segmentOf(segments, dimension, value);
    if (counts !== undefined) counts.answers++;
  }
}

/** Where answers of a value count; undefined for a dimension beyond those that are counted. It stays the place of that value. */
export function segmentOf(segments: Segments, dimension: string, value: string): SegmentCounts | undefined {
  let values = segments.get(dimension);
  if (values === undefined) {
    if (isFull(segments, dimension)) return undefined;
    values = new Map();
    segments.set(dimension, values);
  }
  let counts = values.get(value);
  if (counts === undefined) {
    const place = values.size < maxValues ? value : otherValue;
    counts = values.get(place) ?? noCounts();
    values.set(place, counts);
  }
  return counts;
}

/** Counts what followed an answer where that answer was counted. */
export function countFollowUp(segments: Segments, of: ReadonlyMap<string, string>, what: FollowUp): void {
  for (const [dimension, value] of of) {
    const values = segments.get(dimension);
    const counts = values?.get(value) ?? values?.get(otherValue);
    if (counts !== undefined) counts[what]++;
  }
}

/** Adds counts to others, in place. */
export function addCounts(into: SegmentCounts, { answers, clicked, added, ordered }: SegmentCounts, sign = 1): void {
  into.answers += sign * answers;
  into.clicked += sign * clicked;
  into.added += sign * added;
  into.ordered += sign * ordered;
}

/** Whether an hour counts no further dimension of this one's kind: what it would say is not known then. */
export function isFull(segments: Segments, dimension: string): boolean {
  if (segments.size < maxDimensions) return false;
  const isStep = dimension.startsWith(stepDimension);
  let alike = 0;
  for (const known of segments.keys()) if (known.startsWith(stepDimension) === isStep) alike++;
  return alike >= maxDimensions;
}
