import { binnedMutualInformation } from "./mutual-information.ts";
import type { DiscreteColumn } from "./selection-data.ts";

/** One step of mRMR: the column taken, what it tells of the target, and what it repeats of those before it. */
export interface MrmrStep {
  column: number;
  relevance: number;
  redundancy: number;
}

/**
 * Minimum redundancy, maximum relevance (Peng, Long and Ding 2005): takes columns one by one by their information on
 * the target less their mean information on the columns taken before. In nats, on discrete columns.
 */
export function mrmrOrder(columns: readonly DiscreteColumn[], target: DiscreteColumn, count: number): MrmrStep[] {
  const relevance = columns.map((column) => binnedMutualInformation(column, target));
  const shared = new Float64Array(columns.length);
  const rest = new Set(columns.keys());
  const steps: MrmrStep[] = [];
  while (steps.length < count && rest.size > 0) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const j of rest) {
      const score = relevance[j]! - (steps.length > 0 ? shared[j]! / steps.length : 0);
      if (score <= bestScore) continue;
      best = j;
      bestScore = score;
    }
    steps.push({ column: best, relevance: relevance[best]!, redundancy: relevance[best]! - bestScore });
    rest.delete(best);
    for (const j of rest) shared[j] = shared[j]! + binnedMutualInformation(columns[j]!, columns[best]!);
  }
  return steps;
}
