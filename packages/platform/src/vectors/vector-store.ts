import type { JsonObject } from "@aisle/runtime/json";
import type { Metric, VectorsCapability } from "@aisle/runtime/node-sdk/capabilities/vectors";

/** What a collection is created as. */
export interface CollectionSpec {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly metric: Metric;
}

/** A vector to store: what filters may ask for goes into `payload`, and `textHash` says of which text it was made. */
export interface VectorItem {
  readonly id: string;
  readonly values: Float32Array;
  readonly payload?: JsonObject;
  readonly textHash?: string;
}

/** What a store holds of a collection. */
export interface StoredState {
  /** Another one each time that the collection is made. */
  readonly generation: string;
  readonly count: number;
}

/** How a long piece of work is stopped and followed: `done` of `total`. */
export interface WorkControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Collections of vectors that can be written. Writes are seen by searches of the same store as soon as they resolve.
 * Scores rise with likeness: cosine, dot product, or the negative Euclidean distance. In a cosine collection vectors are
 * stored at unit length.
 */
export interface VectorStore extends VectorsCapability {
  /** Creates a collection; does nothing when it is there alike, throws `vector.embedder-mismatch` when it is there unlike. */
  create(spec: CollectionSpec): Promise<void>;
  /** What is stored now, counted; undefined when there is no such collection. */
  stored(collection: string): Promise<StoredState | undefined>;
  /** Removes a collection with all it holds; does nothing when there is none. */
  drop(collection: string): Promise<void>;
  /**
   * Adds or replaces items. Throws `vector.embedder-mismatch` for another model's vectors, `vector.dimension` for
   * vectors of another length, `vector.not-finite` for NaN and Infinity, `collection.not-found`; then nothing is stored.
   */
  upsert(collection: string, embedder: string, items: readonly VectorItem[]): Promise<void>;
  /** Throws `blob.too-large` where an index of so many vectors could not be stored: asked before the work for it. */
  refuseTooMany(items: number, dimension: number): void;
  /** Removes items; unknown ids are skipped. */
  delete(collection: string, ids: readonly string[]): Promise<void>;
  /** The text hash of every item by id: what need not be embedded again. */
  textHashes(collection: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Brings the store's search index up to date after bulk writes. Searches are right before it too, only slower.
   * Resolves to the ids of stored vectors that are damaged: they are never searched, and must be stored again.
   */
  index(collection: string, control?: WorkControl): Promise<readonly string[]>;
}
