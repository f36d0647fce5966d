import { type Degenerate, degenerate } from "../degenerate.ts";
import { countCategories } from "./category-counts.ts";

/** Share of each category in the reference. */
export type FrequencyEncoding = ReadonlyMap<string, number>;

/**
 * Learns how often each category stands in the reference, so that categorical columns can enter reconstruction drift.
 * Degenerate `empty` without rows.
 *
 * @equation f(k) = |{i : x_i = k}| / n
 * @source NannyML data_reconstruction/calculator.py (CountEncoder, normalised)
 */
export function fitFrequencyEncoding(reference: Iterable<string>): FrequencyEncoding | Degenerate {
  const counts = countCategories(reference);
  let rows = 0;
  for (const count of counts.values()) rows += count;
  if (rows === 0) return degenerate("empty", "the reference holds no row");
  for (const [category, count] of counts) counts.set(category, count / rows);
  return counts;
}

/**
 * Replaces categories by their share in the reference; a category never seen before has share 0, which lies outside
 * what the reference held and so counts as drift.
 *
 * @equation x ↦ f(x), or 0
 * @source NannyML data_reconstruction/calculator.py
 */
export function encodeFrequencies(encoding: FrequencyEncoding, values: Iterable<string>): Float64Array {
  return Float64Array.from(values, (category) => encoding.get(category) ?? 0);
}
