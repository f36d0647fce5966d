import { embeddingAt, type IntentExamples } from "./intent-examples.ts";
import { lengthOf } from "./intent-features.ts";

/** The training examples of every class, to answer by: texts, unit embeddings in 8 bits, and class centres. */
export interface ExampleMemory {
  readonly dimension: number;
  /** Class c has the examples from `starts[c]` to `starts[c + 1]`. */
  readonly starts: Uint32Array;
  readonly texts: readonly string[];
  /** Row-major; a component of 1 is 127. */
  readonly vectors: Int8Array;
  /** Row-major, of unit length, one per class. */
  readonly centres: Float32Array;
}

/** A training example near a text; similarity is the cosine, 1 for the same. */
export interface NearExample {
  readonly text: string;
  readonly intent: number;
  readonly similarity: number;
}

/** Keeps the examples of each class; `labels` holds each row's class, −1 to leave it out. */
export function rememberExamples(examples: IntentExamples, labels: Int32Array, classes: number): ExampleMemory {
  const { dimension } = examples;
  const order = [...labels.keys()].filter((row) => labels[row]! >= 0).sort((a, b) => labels[a]! - labels[b]! || a - b);
  const starts = new Uint32Array(classes + 1);
  for (const row of order) starts[labels[row]! + 1]!++;
  for (let c = 0; c < classes; c++) starts[c + 1]! += starts[c]!;
  const vectors = new Int8Array(order.length * dimension);
  const centres = new Float32Array(classes * dimension);
  for (const [k, row] of order.entries()) {
    const vector = embeddingAt(examples, row);
    const length = lengthOf(vector) || 1;
    const centre = labels[row]! * dimension;
    for (let d = 0; d < dimension; d++) {
      const value = vector[d]! / length;
      vectors[k * dimension + d] = Math.round(127 * value);
      centres[centre + d]! += value;
    }
  }
  for (let c = 0; c < classes; c++) {
    const centre = centres.subarray(c * dimension, (c + 1) * dimension);
    const length = lengthOf(centre) || 1;
    for (let d = 0; d < dimension; d++) centre[d]! /= length;
  }
  return { dimension, starts, texts: order.map((row) => examples.texts[row]!), vectors, centres };
}

/** The examples of the given classes that lie nearest to an embedding, nearest first. */
export function nearestExamples(
  memory: ExampleMemory,
  embedding: Float32Array,
  classes: readonly number[],
  limit: number,
): NearExample[] {
  const { dimension, starts, texts, vectors } = memory;
  const scale = 1 / (127 * (lengthOf(embedding) || 1));
  const found: NearExample[] = [];
  if (limit <= 0) return found;
  for (const intent of classes)
    for (let k = starts[intent]!; k < starts[intent + 1]!; k++) {
      const start = k * dimension;
      let dot = 0;
      for (let d = 0; d < dimension; d++) dot += vectors[start + d]! * embedding[d]!;
      const similarity = dot * scale;
      if (found.length >= limit && similarity <= found[found.length - 1]!.similarity) continue;
      const at = found.findIndex((near) => near.similarity < similarity);
      found.splice(at < 0 ? found.length : at, 0, { text: texts[k]!, intent, similarity });
      if (found.length > limit) found.pop();
    }
  return found;
}

/** The cosine between an embedding and the nearest class centre. */
export function nearestCentre({ dimension, centres }: ExampleMemory, embedding: Float32Array): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < centres.length; start += dimension) {
    let dot = 0;
    for (let d = 0; d < dimension; d++) dot += centres[start + d]! * embedding[d]!;
    if (dot > best) best = dot;
  }
  return best / (lengthOf(embedding) || 1);
}
