import type { HashedId } from "./neural-ranker.ts";
import { bucketOf, type RankerFeatures } from "./ranking-data.ts";

const widest = 5;

/** What turns candidates into the inputs of the first layer. */
export interface InputTables {
  mean: Float32Array;
  scale: Float32Array;
  ids: readonly HashedId[];
  embeddings: readonly Float32Array[];
}

/** Mean and inverse deviation of each dense feature over all rows that have it. */
export function normalisationOf({ rows, dense }: Pick<RankerFeatures, "rows" | "dense">, width: number) {
  const mean = new Float32Array(width);
  const scale = new Float32Array(width);
  for (let j = 0; j < width; j++) {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      const value = dense[i * width + j]!;
      if (Number.isNaN(value)) continue;
      count++;
      const step = value - sum;
      sum += step / count;
      squares += step * (value - sum);
    }
    mean[j] = sum;
    scale[j] = squares > 0 ? 1 / Math.sqrt(squares / count) : 0;
  }
  return { mean, scale };
}

/** Writes the inputs of one row: dense features normalised, then the vector of each id. */
export function writeInputs(
  tables: InputTables,
  features: RankerFeatures,
  row: number,
  inputs: Float32Array,
  at: number,
): void {
  const { mean, scale, ids, embeddings } = tables;
  const width = mean.length;
  for (let j = 0; j < width; j++) {
    const value = (features.dense[row * width + j]! - mean[j]!) * scale[j]!;
    inputs[at + j] = Number.isNaN(value) ? 0 : Math.max(-widest, Math.min(widest, value));
  }
  let to = at + width;
  for (let k = 0; k < ids.length; k++) {
    const { buckets, dimension } = ids[k]!;
    const from = bucketOf(features.ids[row * ids.length + k]!, buckets) * dimension;
    const table = embeddings[k]!;
    for (let d = 0; d < dimension; d++) inputs[to + d] = table[from + d]!;
    to += dimension;
  }
}
