import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

/** Characters that a sentence to the assistant may have. */
export const sentenceLimit = 500;

/** What the assistant knows of the shop: names and counts, nothing of any shopper. */
export interface ShopWords {
  readonly brands: readonly string[];
  readonly categories: readonly string[];
  /** ISO 4217; absent while the catalogue is empty. */
  readonly currency?: string;
}

/** What a sentence is read against. */
export interface AssistantSituation {
  readonly graph: Graph;
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly facts: Facts;
  readonly shop: ShopWords;
  /** Nodes that are selected: what “it” means. */
  readonly selected: readonly string[];
  /** Requests that this shop can answer, for a pipeline that has none yet. */
  readonly samples?: { readonly shopper?: JsonObject; readonly search?: JsonObject };
  readonly newId: (prefix: string) => string;
}

/** Edits that a sentence was understood as, to be approved or discarded; nothing is changed by making one. */
export interface Proposal {
  readonly by: "rules" | "model";
  /** Empty when nothing was understood. */
  readonly edits: readonly Edit[];
  /** The edits in words, a line each. */
  readonly changes: readonly string[];
  /** Problems that the graph would have after the edits and has not now. */
  readonly problems: readonly Problem[];
  /** What was not understood or cannot be done, and why. */
  readonly misread: readonly { readonly part: string; readonly reason: string }[];
  /** Three sentences that would be understood here. */
  readonly suggestions: readonly string[];
  /** Why the rules answered although a language model is configured. */
  readonly note?: string;
}
