import type { SparseFeatures } from "../linear/softmax-regression.ts";
import { hashedNgrams, type NgramOptions } from "./hashed-ngrams.ts";

/** How texts and embeddings become features: a bias, the embedding, then the hashed n-grams. */
export interface IntentFeatures {
  readonly dimension: number;
  readonly ngrams: NgramOptions;
  /** Length that every embedding is given, and every row of n-grams: what each part counts. */
  readonly embeddingLength: number;
  readonly ngramLength: number;
  /** Per bucket ln((1 + texts) / (1 + texts with it)) + 1; 0 for buckets no training text fell into. */
  readonly rarity: Float32Array;
}

/** Rows of weights that such features need. */
export function featureRows({ dimension, ngrams }: IntentFeatures): number {
  return 1 + dimension + ngrams.buckets;
}

/** Learns the rarity of n-grams from training texts (inverse document frequency, Spärck Jones 1972). */
export function learnRarity(texts: readonly string[], ngrams: NgramOptions): Float32Array {
  const seen = new Float32Array(ngrams.buckets);
  for (const text of texts) for (const bucket of hashedNgrams(text, ngrams).keys()) seen[bucket]!++;
  return seen.map((count) => (count === 0 ? 0 : Math.log((1 + texts.length) / (1 + count)) + 1));
}

/**
 * The features of one text: the embedding brought to its length, and n-grams by (1 + ln count) × rarity brought to theirs.
 * Throws `RangeError` for an embedding of another size than the model was trained with.
 */
export function intentFeatures(features: IntentFeatures, text: string, embedding: Float32Array): SparseFeatures {
  const { dimension, ngrams, rarity } = features;
  if (embedding.length !== dimension)
    throw new RangeError(`The classifier was trained on ${dimension} dimensions, not ${embedding.length}.`);
  const counts = hashedNgrams(text, ngrams);
  const rows = new Uint32Array(1 + dimension + counts.size);
  const values = new Float32Array(rows.length);
  values[0] = 1;
  const scale = features.embeddingLength / (lengthOf(embedding) || 1);
  for (let d = 0; d < dimension; d++) {
    rows[1 + d] = 1 + d;
    values[1 + d] = embedding[d]! * scale;
  }
  let count = 1 + dimension;
  let squares = 0;
  for (const [bucket, times] of counts) {
    const value = (1 + Math.log(times)) * rarity[bucket]!;
    if (value === 0) continue;
    rows[count] = 1 + dimension + bucket;
    values[count++] = value;
    squares += value * value;
  }
  const ngramScale = features.ngramLength / (Math.sqrt(squares) || 1);
  for (let k = 1 + dimension; k < count; k++) values[k]! *= ngramScale;
  return { rows, values, count };
}

/** The Euclidean length of a vector. */
export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
