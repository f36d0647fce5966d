import { checkpoint, type TrainingControl } from "../training-control.ts";
import { historyAt, historyCount, type ItemHistories } from "./item-histories.ts";
import { ItemWeights, rowsBySource, type StepDecay, stepWeight } from "./item-weights.ts";
import { pairSums } from "./pair-sums.ts";
import { solveRidge } from "./solve-ridge.ts";

/** How the linear model is trained. */
export interface NextItemLinearOptions {
  /** Ridge: how many events an item needs before its weights are half believed. */
  readonly ridge?: number;
  /** Sources that each item may be predicted from: its closest ones. */
  readonly neighbours?: number;
  readonly decay?: StepDecay;
  /** Only so many items before (or around) count as its context. */
  readonly window?: number;
  /** What items taken later weigh, beside those taken before: 0 predicts what comes next, 1 what goes together. */
  readonly backward?: number;
}

/**
 * The global linear model: every item is predicted from the items before it, each weighed by how many steps ago it was,
 * by least squares with a ridge and no weight from an item to itself. It is EASE (Steck 2019) with the direction of time
 * of SLIST (Choi et al. 2021), solved for each item over its closest sources alone: k³/6 operations an item instead of
 * one inverse over all. Memory: 16 bytes per pair of items that occurs, and 8 k² of work space.
 */
export function trainNextItemLinear(
  histories: ItemHistories,
  options: NextItemLinearOptions = {},
  control: TrainingControl = {},
): ItemWeights {
  const { ridge = 20, neighbours = 100, decay = { kind: "inverse" }, window = 50, backward = 0 } = options;
  const maxLength = Math.min(window, maxHistoryLength(histories));
  const weights = Float64Array.from({ length: maxLength + 1 }, (_, steps) =>
    steps === 0 ? 0 : stepWeight(decay, steps),
  );
  const shared = sharedContexts(weights);
  // Σ over positions t of the product of what p and q weigh for t, from tables: t after both, between them, or before.
  const gram = pairSums(
    histories,
    maxLength,
    (_, p, q, length) => {
      const [first, last] = p < q ? [p, q] : [q, p];
      const apart = last - first;
      let sum = shared[apart]![Math.min(length - 1 - last, maxLength - apart)]!;
      if (backward > 0) {
        sum += backward * backward * shared[apart]![Math.min(first, maxLength - apart)]!;
        for (let t = first + 1; t < last; t++) sum += backward * weights[t - first]! * weights[last - t]!;
      }
      return sum;
    },
    control,
    "contexts",
  );
  const aims = pairSums(
    histories,
    maxLength,
    (_, p, q) => (p > q ? weights[p - q]! : p < q ? backward * weights[q - p]! : 0),
    control,
    "targets",
  );
  const size = histories.itemIds.length;
  const own = Float64Array.from(gram, ({ partners, sums }, item) => sums[partners.indexOf(item)] ?? 0);
  const columns: { sources: Uint32Array; values: Float64Array }[] = [];
  const placeOf = new Int32Array(size).fill(-1);
  for (const [target, { partners, sums }] of aims.entries()) {
    const closeness = (k: number) => sums[k]! / Math.sqrt(own[partners[k]!]! + ridge);
    const selected = [...partners.keys()].filter((k) => partners[k] !== target);
    if (selected.length > neighbours) selected.sort((a, b) => closeness(b) - closeness(a) || a - b).length = neighbours;
    const sources = Uint32Array.from(selected, (k) => partners[k]!);
    for (const [row, source] of sources.entries()) placeOf[source] = row;
    const matrix = new Float64Array(sources.length ** 2);
    for (const [row, source] of sources.entries()) {
      const line = gram[source]!;
      for (let k = 0; k < line.partners.length; k++) {
        const column = placeOf[line.partners[k]!]!;
        if (column >= 0) matrix[row * sources.length + column] = line.sums[k]!;
      }
    }
    for (const source of sources) placeOf[source] = -1;
    columns.push({
      sources,
      values: solveRidge(
        matrix,
        Float64Array.from(selected, (k) => sums[k]!),
        ridge,
      ),
    });
    if (target % 64 === 63 || target === size - 1)
      checkpoint(control, { stage: "item weights", done: target + 1, total: size });
  }
  return new ItemWeights(rowsBySource(size, columns), decay, window);
}

/** For positions `d` apart: the sum over the next m positions of what both weigh, for m from 0 on. */
function sharedContexts(weights: Float64Array): Float64Array[] {
  const maxApart = weights.length - 1;
  return Array.from({ length: maxApart + 1 }, (_, apart) => {
    const sums = new Float64Array(maxApart - apart + 1);
    for (let m = 1; m < sums.length; m++) sums[m] = sums[m - 1]! + weights[m]! * weights[m + apart]!;
    return sums;
  });
}

function maxHistoryLength(histories: ItemHistories): number {
  let max = 1;
  for (let h = 0; h < historyCount(histories); h++) max = Math.max(max, historyAt(histories, h).items.length);
  return max;
}
