import { normalDraw, type Random, shuffle } from "../seeded-random.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { adamState, adamStep } from "./adam.ts";
import {
  checkRankerShape,
  type DenseLayer,
  type NeuralRanker,
  parameterCount,
  type RankerShape,
} from "./neural-ranker.ts";
import { type InputTables, normalisationOf, writeInputs } from "./ranker-inputs.ts";
import { networkSlopes, type TensorBackend } from "./ranker-network.ts";
import { rankerScorer } from "./ranker-scorer.ts";
import { bucketOf, checkRankingData, type RankingData } from "./ranking-data.ts";
import { type LossBatch, listwiseLoss, pointwiseLoss } from "./ranking-losses.ts";

/** How a neural ranker is trained; every field but `shape` has a default. */
export interface RankerOptions {
  shape: RankerShape;
  /** Each row on its own, or softmax over each query; listwise. */
  loss?: "pointwise" | "listwise";
  epochs?: number;
  /** Rows of a step at least; queries stay whole. */
  batchRows?: number;
  learningRate?: number;
  decay?: number;
  /** Stops when the loss on `data` did not fall for `epochs` epochs, and keeps the best. */
  earlyStopping?: { data: RankingData; epochs: number };
}

/**
 * Trains a neural ranker. Forward and backward passes run on `tf` (WebAssembly, tfjs-node or plain JavaScript alike);
 * parameters, their moments and the best ones so far live in typed arrays, four numbers of 4 bytes for each, and a batch
 * takes 40 bytes per row and unit. Synchronous; the backend must be ready. Throws `RangeError` on data or shapes that do not fit, `TrainingCancelled` when stopped.
 */
export function trainRanker(
  tf: TensorBackend,
  data: RankingData,
  options: RankerOptions,
  control: TrainingControl = {},
): NeuralRanker {
  const { shape, loss = "listwise", epochs = 10, batchRows = 512, learningRate = 0.002, decay = 0.01 } = options;
  const { earlyStopping } = options;
  checkRankerShape(shape);
  checkRankingData(data, shape);
  if (earlyStopping) checkRankingData(earlyStopping.data, shape);
  const inputs = shape.ids.reduce((sum, { dimension }) => sum + dimension, shape.dense.length);
  const units = shape.hidden.reduce((sum, count) => sum + count, inputs);
  const maxBatchRows = batchRows + Array.from(data.queryRows).reduce((max, count) => Math.max(max, count), 0);
  requireMemory(
    control,
    "This ranker",
    16 * parameterCount(shape) + 40 * maxBatchRows * units,
    "Use fewer buckets, smaller dimensions, narrower layers or smaller batches.",
  );
  const random = randomOf(control);
  const tables: InputTables = {
    ...normalisationOf(data, shape.dense.length),
    ids: shape.ids,
    embeddings: shape.ids.map(({ buckets, dimension }) => drawn(buckets * dimension, 0.05, random)),
  };
  const layers = freshLayers(shape, random);
  const model: NeuralRanker = {
    shape,
    mean: tables.mean,
    scale: tables.scale,
    embeddings: tables.embeddings,
    layers,
    info: {
      window: { from: data.window?.from ?? null, to: data.window?.to ?? null, rows: data.rows },
      parameters: {
        loss,
        epochs,
        batchRows,
        learningRate,
        decay,
        backend: tf.getBackend(),
        count: parameterCount(shape),
      },
      metrics: {},
    },
  };
  const lossOf = loss === "listwise" ? listwiseLoss : pointwiseLoss;
  const step = stepper(tf, tables, layers, { learningRate, decay }, lossOf);
  const starts = startsOf(data.queryRows);
  const order = Uint32Array.from({ length: data.queryRows.length }, (_, q) => q);
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, parameters: copyOf(model) };
  let trainingLoss = 0;
  let trained = 0;

  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, random);
    let sum = 0;
    let steps = 0;
    for (const rows of batches(order, starts, data.queryRows, batchRows)) {
      sum += step(data, rows);
      steps++;
      if (control.signal?.aborted) break;
    }
    trainingLoss = sum / Math.max(1, steps);
    trained = epoch;
    const watched = earlyStopping ? heldOutLoss(model, earlyStopping.data, lossOf) : trainingLoss;
    checkpoint(control, { stage: "epochs", done: epoch, total: epochs, metrics: { loss: watched } });
    if (!earlyStopping) continue;
    if (watched < best.loss) best = { loss: watched, epoch, parameters: copyOf(model) };
    else if (epoch - best.epoch >= earlyStopping.epochs) break;
  }
  const metrics = { epochs: trained, "training.loss": trainingLoss };
  if (!earlyStopping) return { ...model, info: { ...model.info, metrics } };
  return {
    ...model,
    ...best.parameters,
    info: { ...model.info, metrics: { ...metrics, "validation.loss": best.loss, bestEpoch: best.epoch } },
  };
}

interface Batch extends LossBatch {
  rows: Uint32Array;
}

function stepper(
  tf: TensorBackend,
  tables: InputTables,
  layers: readonly DenseLayer[],
  settings: { learningRate: number; decay: number },
  lossOf: typeof listwiseLoss,
) {
  const width = layers[0]!.inputs;
  const parameters = layers.flatMap(({ weights, biases }) => [weights, biases]);
  const moments = parameters.map((values) => adamState(values.length));
  const tableMoments = tables.embeddings.map((values) => adamState(values.length));
  let steps = 0;
  return (data: RankingData, { rows, queryRows }: Pick<Batch, "rows" | "queryRows">): number => {
    steps++;
    const inputs = new Float32Array(rows.length * width);
    for (let i = 0; i < rows.length; i++) writeInputs(tables, data, rows[i]!, inputs, i * width);
    const batch: LossBatch = {
      labels: Float32Array.from(rows, (row) => data.labels[row]!),
      weights: Float32Array.from(rows, (row) => data.weights?.[row] ?? 1),
      queryRows,
    };
    const slopes = networkSlopes(tf, layers, inputs, rows.length, (scores) => lossOf(scores, batch));
    for (const [p, values] of parameters.entries()) {
      // Biases do not decay.
      const decay = p % 2 === 0 ? settings.decay : 0;
      adamStep(values, 0, values.length, slopes.layers[p]!, 0, moments[p]!, steps, { ...settings, decay });
    }
    let at = tables.mean.length;
    for (const [k, { buckets, dimension }] of tables.ids.entries()) {
      const sums = new Map<number, Float64Array>();
      for (let i = 0; i < rows.length; i++) {
        const bucket = bucketOf(data.ids[rows[i]! * tables.ids.length + k]!, buckets);
        const sum = sums.get(bucket) ?? new Float64Array(dimension);
        for (let d = 0; d < dimension; d++) sum[d] = sum[d]! + slopes.inputs[i * width + at + d]!;
        sums.set(bucket, sum);
      }
      // Only vectors that took part move: the others' moments rest (as in "lazy" Adam).
      for (const [bucket, sum] of sums)
        adamStep(tables.embeddings[k]!, bucket * dimension, dimension, sum, 0, tableMoments[k]!, steps, settings);
      at += dimension;
    }
    return slopes.loss;
  };
}

function freshLayers({ dense, ids, hidden }: RankerShape, random: Random): DenseLayer[] {
  let inputs = ids.reduce((sum, { dimension }) => sum + dimension, dense.length);
  return [...hidden, 1].map((outputs) => {
    const layer = {
      inputs,
      outputs,
      // He et al. 2015, for rectified units.
      weights: drawn(inputs * outputs, Math.sqrt(2 / inputs), random),
      biases: new Float32Array(outputs),
    };
    inputs = outputs;
    return layer;
  });
}

function drawn(count: number, deviation: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => deviation * normalDraw(random));
}

function startsOf(queryRows: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(queryRows.length);
  for (let q = 1; q < starts.length; q++) starts[q] = starts[q - 1]! + queryRows[q - 1]!;
  return starts;
}

function* batches(order: Uint32Array, starts: Uint32Array, queryRows: ArrayLike<number>, least: number) {
  let rows: number[] = [];
  let sizes: number[] = [];
  for (const [place, q] of order.entries()) {
    for (let i = 0; i < queryRows[q]!; i++) rows.push(starts[q]! + i);
    sizes.push(queryRows[q]!);
    if ((rows.length < least && place + 1 < order.length) || rows.length === 0) continue;
    yield { rows: Uint32Array.from(rows), queryRows: sizes };
    rows = [];
    sizes = [];
  }
}

function heldOutLoss(model: NeuralRanker, data: RankingData, lossOf: typeof listwiseLoss): number {
  const scores = new Float32Array(data.rows);
  rankerScorer(model)(data, scores);
  const weights = data.weights ?? new Float32Array(data.rows).fill(1);
  return lossOf(scores, { labels: data.labels, weights, queryRows: data.queryRows }).loss;
}

function copyOf({ embeddings, layers }: NeuralRanker): Pick<NeuralRanker, "embeddings" | "layers"> {
  return {
    embeddings: embeddings.map((table) => table.slice()),
    layers: layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() })),
  };
}
