import type { Json } from "../json.ts";

/** Where a product on a wire came from: the graph node that retrieved it, its 1-based rank there, and its score there. */
export interface Provenance {
  readonly node: string;
  readonly rank: number;
  readonly score: number;
}

/** What a rule did to a product, for traces and "why this product": pinned, boosted, buried, explored, … */
export interface RuleEffect {
  readonly node: string;
  readonly rule: string;
  /** Positions moved up (positive) or down (negative), or the factor applied, as the rule's words say. */
  readonly change: string;
}

/**
 * One product on a `Products` wire; the order of the array is the ranking.
 * `fields` is shared with the catalogue's cache: never change it, replace it by a copy.
 */
export interface Product {
  readonly id: string;
  /** Higher is better; its scale is that of the node that set it last. */
  readonly score: number;
  /**
   * Catalogue or request fields: `title`, `brand`, `category`, `price` (integer minor units), `currency`, `image`,
   * `stock` (units, absent when unknown), `attributes`, and whatever the request carried.
   */
  readonly fields: { readonly [field: string]: Json };
  readonly from: readonly Provenance[];
  readonly effects: readonly RuleEffect[];
  /**
   * P(this item in this slot | request, candidates) under the serving policy: absent where nothing explored (1), `unknown` where the
   * odds were not worked out.
   */
  readonly propensity?: number | "unknown";
}

/** Makes a product of its parts, with nothing retrieved or moved yet. */
export function product(id: string, score: number, fields: Product["fields"], from: Product["from"] = []): Product {
  return { id, score, fields, from, effects: [] };
}

/** The product with another score, and with other fields when they are given. */
export function rescored(item: Product, score: number, fields: Product["fields"] = item.fields): Product {
  // Written out, not spread: this runs for every product of every request, and keeps one object shape.
  const { id, from, effects, propensity } = item;
  return propensity === undefined
    ? { id, score, fields, from, effects }
    : { id, score, fields, from, effects, propensity };
}
