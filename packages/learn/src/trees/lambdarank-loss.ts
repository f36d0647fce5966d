import { type LossData, type LossOverRows, weightsOf } from "./loss.ts";

const evaluatedDepth = 10;

/**
 * LambdaRank (Burges 2010): pairs of a query are pushed apart by how much swapping them would change nDCG, counting
 * pairs of which one stands in the first `truncation` places; gains are 2^relevance − 1. Pushes are divided by score
 * distance and normalised per query as in LightGBM. Watched by nDCG at 10.
 */
export function lambdarankLoss(data: LossData, truncation: number): LossOverRows {
  const { rows, queryRows } = data;
  const labels = Float64Array.from({ length: rows }, (_, i) => data.labels[i]!);
  if (!queryRows) throw new RangeError("Ranking needs `queryRows`: how many rows each query has.");
  for (let i = 0; i < rows; i++)
    if (labels[i]! < 0) throw new RangeError(`Row ${i} has the relevance ${labels[i]}; relevance is 0 or more.`);
  const weights = weightsOf(data);
  const starts = new Int32Array(queryRows.length + 1);
  for (let q = 0; q < queryRows.length; q++) starts[q + 1] = starts[q]! + queryRows[q]!;
  const gains = Float64Array.from({ length: rows }, (_, i) => 2 ** labels[i]! - 1);
  const maxQueryRows = Array.from(queryRows).reduce((max, count) => Math.max(max, count), 0);
  const discounts = Float64Array.from({ length: maxQueryRows }, (_, place) => discount(place));
  const idealAt = (depth: number) =>
    Float64Array.from({ length: queryRows.length }, (_, q) =>
      dcg(
        gains
          .slice(starts[q], starts[q + 1])
          .sort()
          .reverse(),
        depth,
      ),
    );
  const idealDcg = idealAt(truncation);
  const idealEvaluated = idealAt(evaluatedDepth);

  return {
    outputs: 1,
    metric: "ndcg10",
    higherIsBetter: true,
    initialScores: () => new Float64Array(1),
    gradients(scores, gradient, hessian) {
      gradient.fill(0);
      hessian.fill(0);
      for (let q = 0; q < queryRows.length; q++)
        if (idealDcg[q]! > 0) pushApart(scores, starts[q]!, starts[q + 1]!, 1 / idealDcg[q]!, gradient, hessian);
    },
    evaluate(scores) {
      let sum = 0;
      let total = 0;
      for (let q = 0; q < queryRows.length; q++) {
        const start = starts[q]!;
        if (start === starts[q + 1]! || idealEvaluated[q] === 0) continue;
        const order = orderOf(scores, start, starts[q + 1]!);
        const found = dcg(
          Float64Array.from(order, (row) => gains[row]!),
          evaluatedDepth,
        );
        sum += (weights[start]! * found) / idealEvaluated[q]!;
        total += weights[start]!;
      }
      return total === 0 ? 0 : sum / total;
    },
  };

  function pushApart(
    scores: Float64Array,
    start: number,
    end: number,
    inverseIdeal: number,
    gradient: Float32Array,
    hessian: Float32Array,
  ) {
    const order = orderOf(scores, start, end);
    const count = order.length;
    const spread = scores[order[0]!] !== scores[order[count - 1]!];
    let pushed = 0;
    for (let a = 0; a < Math.min(truncation, count); a++) {
      for (let b = a + 1; b < count; b++) {
        const first = order[a]!;
        const second = order[b]!;
        if (labels[first] === labels[second]) continue;
        const better = labels[first]! > labels[second]! ? first : second;
        const worse = better === first ? second : first;
        const distance = scores[better]! - scores[worse]!;
        let change = Math.abs(gains[first]! - gains[second]!) * (discounts[a]! - discounts[b]!) * inverseIdeal;
        if (spread) change /= 0.01 + Math.abs(distance);
        const share = 1 / (1 + Math.exp(distance));
        const push = change * share;
        const curve = change * share * (1 - share);
        gradient[better] = gradient[better]! - push;
        gradient[worse] = gradient[worse]! + push;
        hessian[better] = hessian[better]! + curve;
        hessian[worse] = hessian[worse]! + curve;
        pushed += 2 * push;
      }
    }
    const scale = (pushed > 0 ? Math.log2(1 + pushed) / pushed : 1) * weights[start]!;
    for (let row = start; row < end; row++) {
      gradient[row] = gradient[row]! * scale;
      hessian[row] = hessian[row]! * scale;
    }
  }
}

const discount = (place: number) => 1 / Math.log2(place + 2);

function orderOf(scores: Float64Array, start: number, end: number): Int32Array {
  const order = new Int32Array(end - start);
  for (let i = 0; i < order.length; i++) order[i] = start + i;
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

function dcg(gains: Float64Array, depth: number): number {
  let sum = 0;
  for (let place = 0; place < Math.min(depth, gains.length); place++) sum += gains[place]! * discount(place);
  return sum;
}
