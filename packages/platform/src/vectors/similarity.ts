import type { Metric } from "@aisle/runtime/node-sdk/capabilities/vectors";

/** How alike `query` and the vector of `matrix` that starts at `start` are; higher is more alike. */
export type Similarity = (query: Float32Array, matrix: Float32Array, start: number) => number;

function dotProduct(query: Float32Array, matrix: Float32Array, start: number): number {
  // Four sums at once: the additions of one sum would wait for each other.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  const whole = query.length & ~3;
  for (; i < whole; i += 4) {
    a += query[i]! * matrix[start + i]!;
    b += query[i + 1]! * matrix[start + i + 1]!;
    c += query[i + 2]! * matrix[start + i + 2]!;
    d += query[i + 3]! * matrix[start + i + 3]!;
  }
  for (; i < query.length; i++) a += query[i]! * matrix[start + i]!;
  return a + b + (c + d);
}

function negativeDistance(query: Float32Array, matrix: Float32Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) {
    const apart = query[i]! - matrix[start + i]!;
    sum += apart * apart;
  }
  return -Math.sqrt(sum);
}

/** The similarity of a metric; for cosine both sides must be of unit length. */
export function similarityOf(metric: Metric): Similarity {
  return metric === "euclidean" ? negativeDistance : dotProduct;
}

/** The vector as a collection of this metric keeps it: of unit length for cosine (zero stays zero), else as it is. */
export function asStored(values: Float32Array, metric: Metric): Float32Array {
  if (metric !== "cosine") return values;
  const length = Math.sqrt(dotProduct(values, values, 0));
  if (length === 0 || Math.abs(length - 1) < 1e-6) return values;
  return values.map((value) => value / length);
}
