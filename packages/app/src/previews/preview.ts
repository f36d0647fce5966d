import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Provenance, RuleEffect } from "@aisle/runtime/node-sdk/product";

/** A product as a shelf shows it. */
export interface ShelfItem {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly brand: string | null;
  /** What is paid now, a sale counted in, in integer minor units of `currency`; null when the catalogue has no price. */
  readonly price: number | null;
  /** The higher price that stands struck out beside it. */
  readonly was?: number;
  readonly currency: string | null;
  readonly image: string | null;
  /** Units; null when unknown, which counts as available. */
  readonly stock: number | null;
  /** Set where it is not for sale: no endpoint answers with it. */
  readonly forSale?: false;
  readonly score: number;
  readonly from: readonly Provenance[];
  readonly effects: readonly RuleEffect[];
  /** P(this item in this slot), where the slot was drawn. */
  readonly propensity?: number;
}

/** What a column of a table holds. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: "number" | "text" | "yes-no" | "date" | "mixed" | "empty";
  /** Share of the rows without a value, 0–1. */
  readonly missing: number;
  readonly distinct: number;
  /** For numbers and dates (milliseconds since 1970): the range, the middle, and a histogram of ten equal bins. */
  readonly range?: {
    readonly min: number;
    readonly median: number;
    readonly max: number;
    readonly bins: readonly number[];
  };
  /** For the others: the most frequent values. */
  readonly top?: readonly { readonly value: string; readonly count: number }[];
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
  | {
      readonly kind: "intent";
      readonly label: string;
      readonly confidence: number;
      /** Every label of the value, best first; the chosen one alone when it has no others. */
      readonly candidates: readonly { readonly label: string; readonly confidence: number }[];
    }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      /** The first fifty. */
      readonly rows: readonly (readonly Json[])[];
      readonly count: number;
      /** Of all rows, in the order of the columns; the first thirty columns. */
      readonly profiles: readonly ColumnProfile[];
    }
  | {
      readonly kind: "features";
      readonly count: number;
      /** The sixty of the largest magnitude. */
      readonly entries: readonly { readonly name: string; readonly value: number }[];
    }
  | {
      readonly kind: "messages";
      readonly count: number;
      /** The last thirty, each cut to two thousand characters. */
      readonly messages: readonly { readonly role: "user" | "assistant" | "system"; readonly content: string }[];
    }
  | {
      readonly kind: "events";
      readonly count: number;
      /** How many of each kind, most first. */
      readonly kinds: readonly { readonly name: string; readonly count: number }[];
      /** The first twenty, cut. */
      readonly events: readonly Json[];
    }
  | {
      readonly kind: "image";
      readonly mime: string;
      readonly sizeBytes: number;
      /** A data URL; null for one that is too large to send, or of a kind that browsers do not draw. */
      readonly src: string | null;
    }
  /** What would be sent. */
  | { readonly kind: "action"; readonly title: string; readonly fields: Json; readonly cut: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Anything else, cut to about 4 KB. */
  | { readonly kind: "json"; readonly json: Json; readonly cut: boolean };
