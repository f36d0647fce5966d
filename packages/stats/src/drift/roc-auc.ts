import { type Degenerate, degenerate, requireSameLength, StatsInputError } from "../degenerate.ts";

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties as half. Degenerate: `constant`
 * when all labels are alike, `empty`.
 *
 * @equation AUC = (Σ ranks of positives − n₊ (n₊ + 1) / 2) / (n₊ n₋), midranks for ties
 * @source Hanley & McNeil (1982), Radiology 143:29
 * @throws StatsInputError when the lengths differ or a score is NaN
 */
export function rocAuc(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): number | Degenerate {
  requireSameLength("positive", scores, positive);
  const n = scores.length;
  if (n === 0) return degenerate("empty", "there is nothing to rank");
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) =>
    scores[i]! < scores[j]! ? -1 : scores[i]! > scores[j]! ? 1 : 0,
  );
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < n; ) {
    const score = scores[order[start]!]!;
    if (Number.isNaN(score)) throw new StatsInputError("scores", "a score is NaN");
    let end = start;
    let tied = 0;
    while (end < n && scores[order[end]!] === score) if (positive[order[end++]!]) tied++;
    rankSum += tied * ((start + 1 + end) / 2);
    positives += tied;
    start = end;
  }
  const negatives = n - positives;
  if (positives === 0 || negatives === 0) return degenerate("constant", `all ${n} labels are alike`);
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
