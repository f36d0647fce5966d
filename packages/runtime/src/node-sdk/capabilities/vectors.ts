import type { Hit } from "../hit.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { PayloadFilter } from "../payload-filter.ts";
import type { VectorValue } from "../port-type.ts";
import type { Building } from "./building.ts";
import { defineCapability } from "./capability.ts";

export type Metric = "cosine" | "dot" | "euclidean";

/** What a collection of vectors is made of. */
export interface CollectionInfo {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly count: number;
}

/** Vector search. A query embedded by another model than the collection's is refused (`vector.embedder-mismatch`). */
export interface VectorsCapability {
  info(collection: string): MaybePromise<CollectionInfo | undefined>;
  search(query: {
    readonly collection: string;
    readonly vector: VectorValue;
    readonly limit: number;
    readonly filter?: PayloadFilter;
  }): MaybePromise<readonly Hit[]>;
  /** The stored vectors of some items, in the order asked. */
  get(collection: string, ids: readonly string[]): MaybePromise<readonly (VectorValue | undefined)[]>;
  /** Undefined unless the collection is being built and items are missing from it; also where a process cannot know. */
  building?(collection: string): MaybePromise<Building | undefined>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly vectors: VectorsCapability;
  }
}

export const vectorsCapability = defineCapability<"vectors">({
  name: "vectors",
  scope: "process",
  kind: "read",
  summary: "Searches collections of vectors.",
});
