import type { ReadingInterval } from "../../server/experiment-types.ts";

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * The reach of a scale around 0 that shows most of these intervals whole: the smallest step that holds the middle of what they
 * reach, at least half of all, so that one wide interval does not press the others together.
 */
export function intervalScale(intervals: readonly ReadingInterval[], limits: readonly number[] = []): number {
  const reach = intervals
    .flatMap(({ low, high }) => [low, high])
    .filter((bound): bound is number => bound !== null && Number.isFinite(bound))
    .map(Math.abs)
    .toSorted((a, b) => a - b);
  const needed = Math.max(reach[Math.floor(reach.length * 0.85)] ?? 0, ...limits.map(Math.abs), 0);
  return steps.find((step) => step >= needed) ?? Math.ceil(needed);
}
