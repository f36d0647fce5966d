import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Provenance, RuleEffect } from "@aisle/runtime/node-sdk/product";

/** A product as a shelf shows it. */
export interface ShelfItem {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly brand: string | null;
  /** Integer minor units of `currency`; null when the catalogue has no price. */
  readonly price: number | null;
  readonly currency: string | null;
  readonly image: string | null;
  /** Units; null when unknown, which counts as available. */
  readonly stock: number | null;
  readonly score: number;
  readonly from: readonly Provenance[];
  readonly effects: readonly RuleEffect[];
  /** P(this item in this slot), where the slot was drawn. */
  readonly propensity?: number;
}

/** What stood on a port in one run, small enough to send: made for the port's type. */
export type Preview =
  | {
      readonly kind: "products";
      readonly count: number;
      /** The first fifty, in order. */
      readonly items: readonly ShelfItem[];
      /** How many of all came from which set of retrieving nodes, for overlap bars; largest first. */
      readonly sources: readonly { readonly nodes: readonly string[]; readonly count: number }[];
      /** Products that came in on the step's inputs and did not go out, first twenty, and how many in all. */
      readonly dropped: { readonly count: number; readonly items: readonly ShelfItem[] };
    }
  | { readonly kind: "answer"; readonly count: number; readonly items: readonly ShelfItem[]; readonly body: JsonObject }
  | {
      readonly kind: "shopper";
      readonly id: string | null;
      readonly category: string | null;
      readonly viewed: readonly ShelfItem[];
    }
  | {
      readonly kind: "vector";
      readonly embedder: string;
      readonly dimension: number;
      /** 31 bars: mean magnitude of equal stretches of the vector, scaled so that the largest is 1. */
      readonly strip: readonly number[];
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "intent"; readonly label: string; readonly confidence: number }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Json[])[];
      readonly count: number;
    }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Anything else, cut to about 4 KB. */
  | { readonly kind: "json"; readonly json: Json; readonly cut: boolean };
