import type { RankerShape } from "./neural-ranker.ts";

/** Candidates as a ranker reads them. */
export interface RankerFeatures {
  rows: number;
  /** Rows × dense features, row-major; `NaN` is missing. */
  dense: Float32Array | Float64Array;
  /** Rows × id features of `hashId`, row-major; 0 is no id. */
  ids: Uint32Array;
}

/** Candidates with what became of them, query by query. */
export interface RankingData extends RankerFeatures {
  /** Relevance from 0; for pointwise training 0–1. */
  labels: ArrayLike<number>;
  /** How many rows each query has, in order. */
  queryRows: ArrayLike<number>;
  /** How much each row counts (such as an inverse propensity); 1 by default. */
  weights?: ArrayLike<number>;
  window?: { from: string | null; to: string | null };
}

/** Hashes an id to 1 … 2³² − 1 (FNV-1a, Fowler, Noll and Vo, over UTF-16 units, with a final mix). */
export function hashId(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0 || 1;
}

/** The row of a table of `buckets` for a hashed id: 0 for no id, else one of the others. */
export function bucketOf(hash: number, buckets: number): number {
  return hash === 0 ? 0 : 1 + (hash % (buckets - 1));
}

/** Throws `RangeError` where sizes disagree with each other or the shape. */
export function checkRankingData(data: RankingData, shape: RankerShape): void {
  const { rows, dense, ids, labels, queryRows, weights } = data;
  const sizes: [string, number, number][] = [
    ["dense values", dense.length, rows * shape.dense.length],
    ["ids", ids.length, rows * shape.ids.length],
    ["labels", labels.length, rows],
    ["weights", weights?.length ?? rows, rows],
    ["rows in queries", Array.from(queryRows).reduce((sum, count) => sum + count, 0), rows],
  ];
  if (rows === 0) throw new RangeError("There is no row to learn from.");
  for (const [what, found, needed] of sizes)
    if (found !== needed) throw new RangeError(`${rows} rows need ${needed} ${what}, not ${found}.`);
  for (let i = 0; i < rows; i++)
    if (!(labels[i]! >= 0 && Number.isFinite(labels[i])))
      throw new RangeError(`The label of row ${i} is ${labels[i]}; labels are 0 or more.`);
}
