import type { JsonObject } from "@aisle/runtime/json";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { ShelfItem } from "./preview.ts";
import type { DecisionRow } from "./studio-shapes.ts";

export interface CatalogueQuery {
  readonly text?: string;
  readonly category?: string;
  readonly brand?: string;
  readonly stock?: "in-stock" | "sold-out" | "unknown";
  /** Minor units, both ends included. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  /** `title` when not given; the cheapest or dearest first, the newest, or what has least left. */
  readonly sort?: "title" | "cheapest" | "dearest" | "newest" | "stock";
  readonly offset: number;
  readonly limit: number;
}

/** Each facet counts what would be found with its own condition left out. */
export interface CataloguePage {
  readonly items: readonly ShelfItem[];
  readonly total: number;
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  readonly brands: readonly { readonly name: string; readonly count: number }[];
  readonly stocks: { readonly inStock: number; readonly soldOut: number; readonly unknown: number };
  /** Minor units; null where no product has a price. */
  readonly prices: { readonly least: number | null; readonly most: number | null };
}

/** A product with all that is known of it. */
export interface ProductDetail {
  readonly item: ShelfItem;
  readonly fields: JsonObject;
}

/** A searchable collection, and which pipelines ask it. */
export interface CollectionRow {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly count: number;
  readonly status: string;
  /** What is wrong with it, or what its building waits for; null when nothing is. */
  readonly problem: string | null;
  /** How many products can be found by meaning while it is being built; null when none is missing. */
  readonly building: Building | null;
  readonly updatedAt: string;
  readonly pipelines: readonly { readonly id: string; readonly name: string }[];
  /** The job that builds it at this moment. */
  readonly jobId: string | null;
}

/** Which requests to look for, over all endpoints; all conditions must hold. */
export interface RequestQuery {
  readonly endpoint?: string;
  readonly outcome?: DecisionRow["outcome"];
  readonly minMs?: number;
  /** ISO times, both ends included. */
  readonly since?: string;
  readonly until?: string;
  /** A product that was answered with, or the id of a decision. */
  readonly find?: string;
  readonly limit: number;
}

export interface RequestPage {
  readonly rows: readonly (DecisionRow & { readonly slug: string })[];
  /** How many requests were looked through; a product is looked for among the newest. */
  readonly looked: number;
  /** True when there are older ones that match. */
  readonly more: boolean;
}
