import type { Json, JsonObject } from "../json.ts";
import type { ExpressionBudget } from "./expression-budget.ts";
import type { VectorValue } from "./port-type.ts";
import type { Product, Provenance } from "./product.ts";
import type { PatternCompiler } from "./text-pattern.ts";

/** A capability call returns its value or a promise of it; `clock`, `random` and `log` alone are always sync. */
export type MaybePromise<T> = T | Promise<T>;

/** An item and how well it matches; higher is better. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/** Keeps items whose payload matches: every condition must hold. Field names are payload paths, such as `category`. */
export interface PayloadFilter {
  readonly all: readonly PayloadCondition[];
}

export type PayloadCondition =
  | { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly min?: number; readonly max?: number };

/** The catalogue with live stock and price. */
export interface ProductsCapability {
  /** Each product's current fields (with live `price` and `stock`), `undefined` for an id that is not in the catalogue. */
  get(ids: readonly string[]): MaybePromise<readonly (Product["fields"] | undefined)[]>;
  /** Units in stock by id, read live: `null` when unknown (also for unknown ids). */
  stock(ids: readonly string[]): MaybePromise<readonly (number | null)[]>;
  /** Ids of products that are not sold out, newest release first, then by id; of one category when it is given. */
  newest(query: { readonly limit: number; readonly category?: string }): MaybePromise<readonly string[]>;
}

/** Keyword search (BM25) over the catalogue's text. */
export interface KeywordCapability {
  search(query: {
    readonly text: string;
    readonly limit: number;
    readonly filter?: PayloadFilter;
  }): MaybePromise<readonly Hit[]>;
}

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
}

/** Embedding models by id; unit-length vectors. */
export interface EmbedCapability {
  /** The model used where none is named. */
  readonly defaultEmbedder: string;
  embed(texts: readonly string[], embedder?: string): Promise<readonly VectorValue[]>;
}

/** What shoppers do with products. */
export type InteractionKind = "view" | "cart" | "purchase";

export interface Interaction {
  readonly productId: string;
  readonly kind: InteractionKind;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly quantity: number;
}

/** Reads over shoppers' events. */
export interface EventsCapability {
  /** A shopper's latest interactions, newest first. */
  recent(query: {
    readonly shopperId: string;
    readonly kinds?: readonly InteractionKind[];
    readonly limit: number;
  }): MaybePromise<readonly Interaction[]>;
  /** The products with the most interactions of a kind, weighed by age when a half-life in days is given. */
  popular(query: {
    readonly kind: InteractionKind;
    readonly category?: string;
    readonly halfLifeDays?: number;
    readonly limit: number;
  }): MaybePromise<readonly Hit[]>;
  /** Products whose interactions of a kind go together with the given ones; score is the summed similarity, 0 to the number of seeds. */
  together(query: {
    readonly kind: InteractionKind;
    readonly seeds: readonly { readonly productId: string; readonly weight: number }[];
    readonly limit: number;
  }): MaybePromise<readonly Hit[]>;
}

/** Past decisions, by id. */
export interface DecisionsCapability {
  get(decisionId: string): MaybePromise<JsonObject | undefined>;
}

/** The run's clock: one instant for the whole run, so that a run replays exactly. */
export interface ClockCapability {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

/** The run's seeded randomness. */
export interface RandomCapability {
  /** Uniform in [0, 1). */
  next(): number;
}

/** Notes for the trace; values of shoppers do not belong in it. */
export interface LogCapability {
  note(message: string, details?: { readonly [key: string]: Json }): void;
}

/** How patterns of expressions are matched: in linear time where this capability is absent. */
export interface PatternsCapability {
  readonly compile: PatternCompiler;
}

/** The request of this run, validated against the endpoint's schema. */
export interface RequestCapability {
  readonly body: JsonObject;
}

/** Everything that nodes may reach, by name. A step's ctx holds exactly those that its node declares. */
export interface Capabilities {
  readonly products: ProductsCapability;
  readonly keyword: KeywordCapability;
  readonly vectors: VectorsCapability;
  readonly embed: EmbedCapability;
  readonly events: EventsCapability;
  readonly decisions: DecisionsCapability;
  readonly patterns: PatternsCapability;
  /** What the run's expressions may still spend. */
  readonly budget: ExpressionBudget;
  readonly clock: ClockCapability;
  readonly random: RandomCapability;
  readonly log: LogCapability;
  readonly request: RequestCapability;
  /** Aborted when the run fails, ends or passes its deadline: hand it to whatever can be cancelled. */
  readonly signal: AbortSignal;
}

/** The name of a capability. */
export type Effect = keyof Capabilities;

/** The capabilities that each run makes for itself; all others belong to the process. */
export type RunEffect = "budget" | "clock" | "random" | "log" | "request" | "signal";

/** What a process hands to `execute`: every capability that lives longer than a run. Absent ones are not offered here. */
export type ProcessCapabilities = { readonly [E in Exclude<Effect, RunEffect>]?: Capabilities[E] };

/** The ctx of a node that declares these effects; `self` is the graph node's id, for provenance. */
export type NodeContext<E extends Effect = never> = { readonly self: string } & Pick<Capabilities, E>;

/** Turns hits into products that say where they came from, dropping ids that are no longer in the catalogue. */
export function hitsToProducts(
  self: string,
  hits: readonly Hit[],
  fields: readonly (Product["fields"] | undefined)[],
): Product[] {
  const products: Product[] = [];
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i]!;
    const found = fields[i];
    if (found === undefined) continue;
    const from: Provenance[] = [{ node: self, rank: products.length + 1, score: hit.score }];
    products.push({ id: hit.id, score: hit.score, fields: found, from, effects: [] });
  }
  return products;
}
