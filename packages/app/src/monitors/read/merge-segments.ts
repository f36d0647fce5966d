import type { HourSketches } from "../sketch/hour-sketches.ts";
import { addCounts, isFull, missingValue, noCounts, otherValue, type Segments } from "../sketch/segment-counts.ts";

/**
 * Answers of a window by segment: the values of each dimension add up to all answers, those without a value being `(missing)`. In an
 * hour that had more dimensions than are counted, those of one that is not among them are `(other)`. Hours that an earlier Aisle
 * stored without segments are left out.
 */
export function mergeSegments(hours: readonly Pick<HourSketches, "segments" | "counts">[]): Segments {
  const counted = hours.filter(({ segments }) => segments.size > 0);
  const merged: Segments = new Map();
  for (const { segments } of counted)
    for (const dimension of segments.keys()) if (!merged.has(dimension)) merged.set(dimension, new Map());
  for (const { segments, counts } of counted) {
    for (const [dimension, into] of merged) {
      const values = segments.get(dimension);
      const left = {
        answers: counts.get("answers") ?? 0,
        clicked: counts.get("clicked") ?? 0,
        added: counts.get("added") ?? 0,
        ordered: counts.get("ordered") ?? 0,
      };
      for (const [value, of] of values ?? []) {
        addCounts(placeOf(into, value), of);
        addCounts(left, of, -1);
      }
      if (left.answers === 0) continue;
      const rest = values === undefined && isFull(segments, dimension) ? otherValue : missingValue;
      addCounts(placeOf(into, rest), left);
    }
  }
  return merged;
}

function placeOf(into: Map<string, ReturnType<typeof noCounts>>, value: string): ReturnType<typeof noCounts> {
  let counts = into.get(value);
  if (counts === undefined) {
    counts = noCounts();
    into.set(value, counts);
  }
  return counts;
}
