import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

/** Characters that a sentence to the assistant may have. */
export const sentenceLimit = 500;

/** What the assistant knows of the shop: names and counts, nothing of any shopper. */
export interface ShopVocabulary {
  readonly brands: readonly string[];
  readonly categories: readonly string[];
  /** ISO 4217; absent while the catalogue is empty. */
  readonly currency?: string;
  /** Fields that hold numbers, `attributes.` before those of a shop's own, with their quartiles; absent when nobody looked. */
  readonly numbers?: readonly {
    readonly field: string;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
  }[];
  /** Attributes that hold texts, as `attributes.colour`, with their frequent values. */
  readonly texts?: readonly { readonly field: string; readonly values: readonly string[] }[];
}

/** A product by the name that people know it by. */
export interface NamedProduct {
  readonly id: string;
  readonly title: string;
}

/** What a sentence asks of the studio, where it is not a change of the graph. */
export type AssistantAction =
  | { readonly do: "undo" }
  | { readonly do: "publish" }
  | { readonly do: "show-slowest" }
  | { readonly do: "why"; readonly product?: NamedProduct };

/** What a sentence is read against. */
export interface AssistantSituation {
  readonly graph: Graph;
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly facts: Facts;
  readonly shop: ShopVocabulary;
  /** Nodes that are selected: what “it” means. */
  readonly selected: readonly string[];
  /** Requests that this shop can answer, for a pipeline that has none yet. */
  readonly samples?: { readonly shopper?: JsonObject; readonly search?: JsonObject };
  readonly newId: (prefix: string) => string;
  /** Products whose title has every word of a text, at most ten. */
  readonly findProducts?: (text: string) => Promise<readonly NamedProduct[]>;
  /** What was found for texts already. */
  readonly products?: ReadonlyMap<string, readonly NamedProduct[]>;
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
  /** What the sentence asks of the studio: nothing is done before the person chooses it. */
  readonly action?: AssistantAction;
  /** What is worth knowing before the changes are approved. */
  readonly remarks: readonly string[];
  /** Three sentences that would be understood here; none where everything was. */
  readonly suggestions: readonly string[];
  /** Why the rules answered although a language model is configured. */
  readonly note?: string;
}
