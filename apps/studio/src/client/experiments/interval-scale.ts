import type { ReadingInterval } from "../../server/experiment-types.ts";

const steps = [0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

/** How far the bounds of intervals are from 0, in ascending order. */
const bounds = (intervals: readonly ReadingInterval[]) =>
  intervals
    .flatMap(({ low, high }) => [low, high])
    .filter((bound): bound is number => bound !== null && Number.isFinite(bound))
    .map(Math.abs)
    .toSorted((a, b) => a - b);

/**
 * The reach of a scale around 0, a round step that holds the leading intervals and the limits whole; without leading ones it holds 85
 * of 100 bounds. Noisy intervals would press all the others into dots: what reaches further is cut.
 */
export function intervalScale(
  intervals: readonly ReadingInterval[],
  { leading = [], limits = [] }: { leading?: readonly ReadingInterval[]; limits?: readonly number[] } = {},
): number {
  const reach = bounds(intervals);
  const lead = bounds(leading).at(-1) ?? reach[Math.floor(reach.length * 0.85)] ?? 0;
  const needed = Math.max(lead, ...limits.map(Math.abs));
  return steps.find((step) => step >= needed) ?? Math.ceil(needed);
}
