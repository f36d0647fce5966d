import { type Degenerate, degenerate, requireCount } from "../degenerate.ts";
import { isRelevant } from "./relevance.ts";

export interface RelevanceOptions {
  /** Ranks that count. */
  readonly k: number;
  /** Lowest grade that counts as relevant. */
  readonly relevantFrom?: number;
}

/**
 * Precision at k: the share of the first k places that hold a relevant item. `ranked` holds the grade at each rank (0
 * where unjudged). A list shorter than k is divided by k all the same: an empty place is a place without a relevant item.
 *
 * @equation P@k = |{i ≤ k : r_i ≥ relevantFrom}| / k
 * @source trec_eval m_P.c
 * @default relevantFrom 1
 * @throws StatsInputError when k is not a whole number of at least 1 or a grade is NaN
 */
export function precisionAt(ranked: ArrayLike<number>, options: RelevanceOptions): number {
  return countRelevant(ranked, options.k, options.relevantFrom) / options.k;
}

/**
 * Recall at k: the share of all relevant items of the query that stand in the first k places. Degenerate `undefined`
 * when the query has no relevant item.
 *
 * @equation R@k = |{i ≤ k : r_i ≥ relevantFrom}| / relevantTotal
 * @source trec_eval m_recall.c
 * @default relevantFrom 1
 * @throws StatsInputError when k or relevantTotal is not a whole number, or more relevant items are ranked than exist
 */
export function recallAt(
  ranked: ArrayLike<number>,
  relevantTotal: number,
  options: RelevanceOptions,
): number | Degenerate {
  const found = countRelevant(ranked, options.k, options.relevantFrom);
  requireCount("relevantTotal", relevantTotal, found);
  if (relevantTotal === 0) return degenerate("undefined", "the query has no relevant item to recall");
  return found / relevantTotal;
}

/**
 * Hit at k: 1 when a relevant item stands in the first k places, else 0. Its mean over queries is the hit rate.
 *
 * @equation hit@k = [∃ i ≤ k : r_i ≥ relevantFrom]
 * @source trec_eval m_success.c
 * @default relevantFrom 1
 * @throws StatsInputError when k is not a whole number of at least 1 or a grade is NaN
 */
export function hitAt(ranked: ArrayLike<number>, options: RelevanceOptions): number {
  return countRelevant(ranked, options.k, options.relevantFrom) > 0 ? 1 : 0;
}

function countRelevant(ranked: ArrayLike<number>, k: number, relevantFrom: number | undefined): number {
  requireCount("k", k, 1);
  let found = 0;
  for (let i = 0; i < Math.min(k, ranked.length); i++) if (isRelevant(ranked[i], relevantFrom)) found++;
  return found;
}
