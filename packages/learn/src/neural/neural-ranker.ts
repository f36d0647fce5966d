import type { ArtefactInfo } from "../artefact/artefact.ts";

/** An id feature (product, brand, shopper …) hashed into a table of learned vectors. */
export interface HashedId {
  name: string;
  /** Rows of the table; the first stands for "no id". */
  buckets: number;
  /** Numbers per vector. */
  dimension: number;
}

/** What goes into a neural ranker, and its hidden layers. */
export interface RankerShape {
  /** Names of the dense features, in order. */
  dense: readonly string[];
  ids: readonly HashedId[];
  /** Units of each hidden layer. */
  hidden: readonly number[];
}

/** A fully connected layer: `weights` is inputs × outputs, row-major. */
export interface DenseLayer {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  biases: Float32Array;
}

/** A trained ranker: embeddings and normalised dense features through rectified layers to one score. Plain data. */
export interface NeuralRanker {
  shape: RankerShape;
  /** Dense features are centred by `mean`, multiplied by `scale` and held within ±5; missing ones become 0. */
  mean: Float32Array;
  scale: Float32Array;
  /** Per id a table of buckets × dimension. */
  embeddings: readonly Float32Array[];
  layers: readonly DenseLayer[];
  info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}

/** Rankers stay below this, so that they answer on a CPU. */
export const parameterLimit = 50_000_000;

/** How many numbers a ranker of this shape learns. */
export function parameterCount({ dense, ids, hidden }: RankerShape): number {
  let count = 0;
  let inputs = dense.length;
  for (const { buckets, dimension } of ids) {
    count += buckets * dimension;
    inputs += dimension;
  }
  for (const outputs of [...hidden, 1]) {
    count += (inputs + 1) * outputs;
    inputs = outputs;
  }
  return count;
}

/** Throws `RangeError` when a shape is empty, or has 50 million parameters or more. */
export function checkRankerShape(shape: RankerShape): void {
  if (shape.dense.length + shape.ids.length === 0) throw new RangeError("A ranker needs a feature to rank by.");
  for (const size of [...shape.hidden, ...shape.ids.flatMap(({ buckets, dimension }) => [buckets - 1, dimension])])
    if (!(Number.isInteger(size) && size >= 1))
      throw new RangeError(
        "Hidden layers and dimensions are whole numbers from 1, tables of ids have 2 buckets or more.",
      );
  const count = parameterCount(shape);
  if (count >= parameterLimit)
    throw new RangeError(
      `This ranker would have ${count.toLocaleString("en")} parameters; fewer than ${parameterLimit.toLocaleString("en")} are allowed. Use fewer buckets, smaller dimensions or narrower layers.`,
    );
}
