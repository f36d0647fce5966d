import { type Degenerate, degenerate, requireCount } from "../degenerate.ts";
import { rankDepth } from "./rank-depth.ts";
import { isRelevant } from "./relevance.ts";

export interface RankDepthOptions {
  /** Ranks that count; all of them when absent. */
  readonly k?: number;
  /** Lowest grade that counts as relevant. */
  readonly relevantFrom?: number;
}

/**
 * Average precision: precision at the rank of every relevant item, averaged over all relevant items of the query, so
 * that a relevant item never shown counts 0. Its mean over queries is MAP. Degenerate `undefined` when the query has no
 * relevant item.
 *
 * @equation AP@k = (1 / relevantTotal) Σ_{i ≤ k, r_i relevant} P@i
 * @source trec_eval m_map_cut.c; Buckley & Voorhees (2000), SIGIR, section 2
 * @default k all ranks
 * @default relevantFrom 1
 * @throws StatsInputError when k or relevantTotal is not a whole number, or more relevant items are ranked than exist
 */
export function averagePrecision(
  ranked: ArrayLike<number>,
  relevantTotal: number,
  options: RankDepthOptions = {},
): number | Degenerate {
  const depth = rankDepth(ranked.length, options.k);
  let found = 0;
  let sum = 0;
  for (let i = 0; i < depth; i++) {
    if (!isRelevant(ranked[i], options.relevantFrom)) continue;
    found++;
    sum += found / (i + 1);
  }
  requireCount("relevantTotal", relevantTotal, found);
  if (relevantTotal === 0) return degenerate("undefined", "the query has no relevant item to average over");
  return sum / relevantTotal;
}

/**
 * Reciprocal rank: 1 over the rank of the first relevant item, 0 when none is ranked. Its mean over queries is MRR.
 *
 * @equation RR@k = 1 / min{i ≤ k : r_i ≥ relevantFrom}, or 0
 * @source Voorhees (1999), TREC-8 question answering track; trec_eval m_recip_rank.c
 * @default k all ranks
 * @default relevantFrom 1
 * @throws StatsInputError when k is not a whole number of at least 1 or a grade is NaN
 */
export function reciprocalRank(ranked: ArrayLike<number>, options: RankDepthOptions = {}): number {
  const depth = rankDepth(ranked.length, options.k);
  for (let i = 0; i < depth; i++) if (isRelevant(ranked[i], options.relevantFrom)) return 1 / (i + 1);
  return 0;
}
