import { requireCount } from "../degenerate.ts";

/**
 * How many ranks of a list count: the first k of them, or all.
 *
 * @equation min(k, length)
 * @source definition
 * @default k all ranks
 * @throws StatsInputError when k is not a whole number of at least 1
 */
export function rankDepth(length: number, k?: number): number {
  if (k === undefined) return length;
  requireCount("k", k, 1);
  return Math.min(k, length);
}
