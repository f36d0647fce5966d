import { type Degenerate, degenerate, isDegenerate, StatsInputError } from "../degenerate.ts";
import { averagePrecision, reciprocalRank } from "./average-precision.ts";
import { type Gain, ndcg } from "./ndcg.ts";
import { hitAt, precisionAt, recallAt } from "./precision-recall.ts";

export interface JudgedRanking {
  /** Ids as the system ranked them, best first; each once. */
  readonly rankedIds: readonly string[];
  /** Grade of every judged id; an id that is absent is unjudged and counts as grade 0. */
  readonly judgements: ReadonlyMap<string, number>;
}

export interface EvaluateRankingsOptions {
  readonly k: number;
  readonly gain?: Gain;
  readonly relevantFrom?: number;
}

export type RankingMeasure = "precision" | "recall" | "hitRate" | "map" | "mrr" | "ndcg";

export interface RankingEvaluation {
  /** Mean of each measure over the queries that have a relevant item. */
  readonly mean: Readonly<Record<RankingMeasure, number>>;
  /** One value per query that has a relevant item, in the order given: what the paired tests take. */
  readonly perQuery: Readonly<Record<RankingMeasure, Float64Array>>;
  /** Index into the queries given, for each value of `perQuery`. */
  readonly queryIndex: Int32Array;
  /** Queries left out because nothing judged is relevant. */
  readonly withoutRelevant: number;
  /** Share of the first k places whose item was never judged: how far the figures lean on missing judgements. */
  readonly unjudgedShare: number;
}

/**
 * Precision, recall, hit rate, MAP, MRR and nDCG at k over many queries. A query without a relevant item has no recall
 * and no average precision; it is left out of all means and counted. Degenerate `empty` when no query remains.
 *
 * @equation mean over queries of P@k, R@k, hit@k, AP@k, RR@k, nDCG@k
 * @source trec_eval; see each measure
 * @default gain "exponential"
 * @default relevantFrom 1
 * @throws StatsInputError when an id is ranked twice, a grade is not finite or k is not a whole number of at least 1
 */
export function evaluateRankings(
  queries: readonly JudgedRanking[],
  options: EvaluateRankingsOptions,
): RankingEvaluation | Degenerate {
  const { k, relevantFrom = 1 } = options;
  const rows: (Record<RankingMeasure, number> & { index: number })[] = [];
  let places = 0;
  let unjudged = 0;
  queries.forEach((query, index) => {
    if (new Set(query.rankedIds).size !== query.rankedIds.length)
      throw new StatsInputError("rankedIds", `query ${index} ranks an id twice`);
    const ranked = query.rankedIds.map((id) => query.judgements.get(id) ?? 0);
    const judged = [...query.judgements.values()];
    const total = judged.filter((grade) => grade >= relevantFrom).length;
    const recall = recallAt(ranked, total, { k, relevantFrom });
    const map = averagePrecision(ranked, total, { k, relevantFrom });
    if (isDegenerate(recall) || isDegenerate(map)) return;
    const shown = query.rankedIds.slice(0, k);
    places += shown.length;
    unjudged += shown.filter((id) => !query.judgements.has(id)).length;
    rows.push({
      index,
      recall,
      map,
      precision: precisionAt(ranked, { k, relevantFrom }),
      hitRate: hitAt(ranked, { k, relevantFrom }),
      mrr: reciprocalRank(ranked, { k, relevantFrom }),
      ndcg: ndcg(ranked, judged, { k, gain: options.gain ?? "exponential" }),
    });
  });
  if (rows.length === 0) return degenerate("empty", `none of ${queries.length} queries has a relevant item`);
  const column = (measure: RankingMeasure) => Float64Array.from(rows, (row) => row[measure]);
  const perQuery = {
    precision: column("precision"),
    recall: column("recall"),
    hitRate: column("hitRate"),
    map: column("map"),
    mrr: column("mrr"),
    ndcg: column("ndcg"),
  };
  return {
    mean: {
      precision: meanOf(perQuery.precision),
      recall: meanOf(perQuery.recall),
      hitRate: meanOf(perQuery.hitRate),
      map: meanOf(perQuery.map),
      mrr: meanOf(perQuery.mrr),
      ndcg: meanOf(perQuery.ndcg),
    },
    perQuery,
    queryIndex: Int32Array.from(rows, ({ index }) => index),
    withoutRelevant: queries.length - rows.length,
    unjudgedShare: places === 0 ? 0 : unjudged / places,
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
