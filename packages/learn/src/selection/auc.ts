/**
 * Area under the ROC curve of scores for 0/1 labels: the share of pairs put in the right order, ties counting half
 * (Mann and Whitney 1947). `NaN` when one class is absent.
 */
export function areaUnderCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    const rank = (start + end + 1) / 2;
    for (let i = start; i < end; i++)
      if (labels[order[i]!] === 1) {
        positives++;
        rankSum += rank;
      }
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
