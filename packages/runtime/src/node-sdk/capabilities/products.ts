import type { MaybePromise } from "../maybe-promise.ts";
import type { Product } from "../product.ts";
import { defineCapability } from "./capability.ts";

/** The catalogue with live stock and price. */
export interface ProductsCapability {
  /** Each product's current fields (with live `price` and `stock`), `undefined` for an id that is not in the catalogue. */
  get(ids: readonly string[]): MaybePromise<readonly (Product["fields"] | undefined)[]>;
  /** Units in stock by id, read live: `null` when unknown (also for unknown ids). */
  stock(ids: readonly string[]): MaybePromise<readonly (number | null)[]>;
  /** Ids of products that are not sold out, newest release first, then by id; of one category when it is given. */
  newest(query: { readonly limit: number; readonly category?: string }): MaybePromise<readonly string[]>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly products: ProductsCapability;
  }
}

export const productsCapability = defineCapability<"products">({
  name: "products",
  scope: "process",
  kind: "read",
  summary: "Reads products with their live price and stock.",
});
