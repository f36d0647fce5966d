import type { JsonObject } from "@aisle/runtime/json";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { ShelfItem } from "../previews/preview.ts";

export interface CatalogueSummary {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly notForSale: number;
  readonly events: number;
  /** Orders, however many products each has; units and money are figures of their own. */
  readonly orders: number;
  readonly units: number;
  /** Minor units by currency, null where events name none; the currency with the most units first. */
  readonly revenue: readonly { readonly currency: string | null; readonly valueMinor: number }[];
  readonly currencies: readonly string[];
  readonly updatedAt: string | null;
  /** True while the demo shop's products are in use. */
  readonly sample: boolean;
  readonly collections: readonly {
    readonly name: string;
    readonly embedder: string;
    readonly dimension: number;
    readonly count: number;
    readonly status: string;
    /** How many products can be found by meaning while it is being built; null when none is missing. */
    readonly building: Building | null;
  }[];
}

/** A shopper with what was seen of them lately: purchases among the last 200 things that they did. */
export interface FoundShopper {
  readonly id: string;
  readonly events: number;
  readonly orders: number;
}

/** A product with all that is known of it, as far as the caller may read it. */
export interface ProductDetail {
  readonly item: ShelfItem;
  readonly fields: JsonObject;
}
