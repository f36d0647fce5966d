export interface CategoryCounts {
  /** Every category of either sample, sorted. */
  readonly categories: readonly string[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Categories of the current sample that the reference never held. */
  readonly unseen: readonly string[];
}

/**
 * Counts of two categorical samples over the union of their categories, so that a category which only one of them holds
 * has a count of 0 in the other and drops out of no measure.
 *
 * @equation c_k = |{i : x_i = k}|
 * @source definition
 */
export function categoryCounts(reference: Iterable<string>, current: Iterable<string>): CategoryCounts {
  const before = countCategories(reference);
  const now = countCategories(current);
  const categories = [...new Set([...before.keys(), ...now.keys()])].sort();
  return {
    categories,
    reference: Float64Array.from(categories, (category) => before.get(category) ?? 0),
    current: Float64Array.from(categories, (category) => now.get(category) ?? 0),
    unseen: categories.filter((category) => !before.has(category)),
  };
}

/**
 * How often each category stands in a sample, in order of first appearance.
 *
 * @equation c_k = |{i : x_i = k}|
 * @source definition
 */
export function countCategories(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
