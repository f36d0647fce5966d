import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";

/** A searchable collection, and which pipelines ask it. */
export interface CollectionRow {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly count: number;
  readonly status: string;
  /** How many products can be found by meaning while it is being built; null when none is missing. */
  readonly building: Building | null;
  /** Whether it can be searched by words already: that index comes first. */
  readonly keywordsReady: boolean;
  /** What is wrong with it, or what its building waits for; null when nothing is. */
  readonly problem: string | null;
  readonly updatedAt: string;
  readonly pipelines: readonly { readonly id: string; readonly name: string }[];
  /** The job that builds it at this moment. */
  readonly jobId: string | null;
}
