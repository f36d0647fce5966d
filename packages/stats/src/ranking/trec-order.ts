import { requireSameLength, StatsInputError } from "../degenerate.ts";

/**
 * Ids in the order in which trec_eval reads a run: score descending, and among equal scores the id descending, whatever
 * order the system gave. The same scores thus give the same measures on every machine. Ids compare by code unit.
 *
 * @equation a before b ⇔ s_a > s_b, or s_a = s_b and id_a > id_b
 * @source trec_eval form_res_rels.c, comp_sim_docno
 * @throws StatsInputError when the lengths differ or a score is NaN
 */
export function trecOrder(ids: readonly string[], scores: ArrayLike<number>): string[] {
  requireSameLength("scores", ids, scores);
  const order = ids.map((id, i) => ({ id, score: scores[i]! }));
  const unscored = order.find(({ score }) => Number.isNaN(score));
  if (unscored) throw new StatsInputError("scores", `the score of ${unscored.id} is NaN`);
  order.sort((a, b) => {
    if (a.score !== b.score) return a.score > b.score ? -1 : 1;
    return a.id > b.id ? -1 : a.id < b.id ? 1 : 0;
  });
  return order.map(({ id }) => id);
}
