import { StatsInputError } from "../degenerate.ts";
import { rankDepth } from "./rank-depth.ts";

/** How a grade becomes a gain: `linear` is the grade itself, `exponential` is 2^grade − 1. */
export type Gain = "linear" | "exponential";

export interface NdcgOptions {
  /** Ranks that count; all of them when absent. */
  readonly k?: number;
  readonly gain?: Gain;
}

/**
 * Discounted cumulative gain of grades in ranked order. Grades below zero count as zero; ranks beyond k are ignored.
 *
 * @equation DCG@k = Σ_{i=1..k} g(r_i) / log₂(i + 1), with g(r) = 2^r − 1 (exponential) or r (linear)
 * @source Järvelin & Kekäläinen (2002), ACM TOIS 20:422; exponential gain: Burges et al. (2005), ICML, eq. 5
 * @default k all ranks
 * @default gain "exponential"
 * @throws StatsInputError when a grade is not finite, gains add up beyond a double or k is not a whole number of at least 1
 */
export function dcg(grades: ArrayLike<number>, options: NdcgOptions = {}): number {
  const depth = rankDepth(grades.length, options.k);
  const exponential = (options.gain ?? "exponential") === "exponential";
  let sum = 0;
  for (let i = 0; i < depth; i++) {
    const grade = finiteGrade(grades[i]);
    if (grade > 0) sum += (exponential ? 2 ** grade - 1 : grade) / Math.log2(i + 2);
  }
  if (!Number.isFinite(sum)) throw new StatsInputError("grade", "the gains add up beyond the range of a double");
  return sum;
}

/**
 * Normalised discounted cumulative gain: `ranked` holds the grade at each rank (0 where unjudged), `judged` every grade
 * known for the query in any order, retrieved or not. A share of 0–1; a query without a relevant item gives 0, as in
 * trec_eval, so leave such queries out of a mean (`evaluateRankings` counts them apart).
 *
 * @equation nDCG@k = DCG@k(ranked) / DCG@k(judged, best first)
 * @source Järvelin & Kekäläinen (2002), ACM TOIS 20:422; trec_eval m_ndcg_cut.c
 * @default k all ranks
 * @default gain "exponential"
 * @throws StatsInputError when a grade is not finite, or `ranked` holds better grades than `judged`
 */
export function ndcg(ranked: ArrayLike<number>, judged: ArrayLike<number>, options: NdcgOptions = {}): number {
  const ideal = Float64Array.from(judged, finiteGrade).sort().reverse();
  const best = dcg(ideal, options);
  const reached = dcg(ranked, options);
  if (reached > best * (1 + 1e-12)) throw new StatsInputError("judged", "must hold every grade that stands in ranked");
  return best === 0 ? 0 : Math.min(1, reached / best);
}

/**
 * nDCG of ranked ids against the judgements of one query: an id that was never judged counts as grade 0.
 *
 * @equation nDCG@k = DCG@k(ranked) / DCG@k(judged, best first)
 * @source Järvelin & Kekäläinen (2002), ACM TOIS 20:422
 * @default k all ranks
 * @default gain "exponential"
 * @throws StatsInputError when an id is ranked twice or a grade is not finite
 */
export function ndcgOfIds(
  rankedIds: readonly string[],
  judgements: ReadonlyMap<string, number>,
  options: NdcgOptions = {},
): number {
  if (new Set(rankedIds).size !== rankedIds.length) throw new StatsInputError("rankedIds", "an id is ranked twice");
  const ranked = rankedIds.map((id) => judgements.get(id) ?? 0);
  return ndcg(ranked, [...judgements.values()], options);
}

function finiteGrade(grade: number | undefined): number {
  if (grade === undefined || !Number.isFinite(grade))
    throw new StatsInputError("grade", `must be finite, got ${grade}`);
  return grade;
}
