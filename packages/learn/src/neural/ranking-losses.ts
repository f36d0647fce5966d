/** A loss over the rows of a batch, with its slope for every score. */
export interface ScoreLoss {
  loss: number;
  gradient: Float32Array;
}

/** A batch as a loss sees it: labels and weights by row, and how many rows each query has. */
export interface LossBatch {
  labels: ArrayLike<number>;
  weights: ArrayLike<number>;
  queryRows: ArrayLike<number>;
}

/** Mean weighted cross-entropy of σ(score) and a label from 0 to 1: how likely is each row on its own. */
export function pointwiseLoss(scores: ArrayLike<number>, { labels, weights }: LossBatch): ScoreLoss {
  const gradient = new Float32Array(scores.length);
  let total = 0;
  for (let i = 0; i < scores.length; i++) total += weights[i]!;
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    const share = weights[i]! / total;
    const score = scores[i]!;
    loss += share * (Math.max(score, 0) - score * labels[i]! + Math.log1p(Math.exp(-Math.abs(score))));
    gradient[i] = share * (1 / (1 + Math.exp(-score)) - labels[i]!);
  }
  return { loss, gradient };
}

/**
 * Softmax cross-entropy within each query (ListNet, Cao et al. 2007, top one): labels, times their weights, are shared
 * out over the query and compared with the softmax of its scores. Queries without a relevant row count for nothing.
 */
export function listwiseLoss(scores: ArrayLike<number>, { labels, weights, queryRows }: LossBatch): ScoreLoss {
  const gradient = new Float32Array(scores.length);
  let loss = 0;
  let queries = 0;
  let start = 0;
  for (let q = 0; q < queryRows.length; q++) {
    const end = start + queryRows[q]!;
    let relevance = 0;
    let top = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      relevance += labels[i]! * weights[i]!;
      top = Math.max(top, scores[i]!);
    }
    if (relevance > 0) {
      queries++;
      let sum = 0;
      for (let i = start; i < end; i++) sum += Math.exp(scores[i]! - top);
      for (let i = start; i < end; i++) {
        const share = (labels[i]! * weights[i]!) / relevance;
        loss -= share * (scores[i]! - top - Math.log(sum));
        gradient[i] = Math.exp(scores[i]! - top) / sum - share;
      }
    }
    start = end;
  }
  if (queries === 0) return { loss: 0, gradient };
  for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! / queries;
  return { loss: loss / queries, gradient };
}
