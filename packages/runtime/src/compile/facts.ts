import type { CollectionInfo, Effect } from "../node-sdk/capabilities.ts";

/** What compile knows of the world outside the graph; plain data, the same for client and server. */
export interface Facts {
  /** What the graph is for. */
  readonly target: "endpoint" | "job";
  readonly collections: readonly Pick<CollectionInfo, "name" | "embedder">[];
  /** The embedding models that a query can be embedded by; all of them when absent. */
  readonly embedders?: readonly string[];
  /** The embedding model that building a collection anew would use, by the collection's name; only those that can be. */
  readonly rebuiltBy?: { readonly [collection: string]: string };
  /** Effects that this graph may use; all of them when absent. */
  readonly permittedEffects?: readonly Effect[];
  /** Measured p95 of each node type, in milliseconds. */
  readonly p95Ms?: { readonly [type: string]: number };
  /** The most that the slowest path may take, in milliseconds. */
  readonly latencyBudgetMs?: number;
}

/** Looks up a fact by its path, such as `collection.catalog.embedder`; `undefined` when there is none. */
export function lookUpFact(facts: Facts, path: string): string | undefined {
  const match = /^collection\.(.+)\.embedder$/.exec(path);
  if (match === null) return undefined;
  return facts.collections.find((collection) => collection.name === match[1])?.embedder;
}
