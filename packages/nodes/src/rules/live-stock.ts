import type { Product } from "@aisle/runtime/node-sdk/product";

/** Units left: the live figure, else what the request said of the product, else `null` for unknown. */
export function liveStock(item: Product, live: number | null | undefined): number | null {
  if (typeof live === "number") return live;
  const { stock } = item.fields;
  return typeof stock === "number" ? stock : null;
}

/** Unknown stock counts as available: a shop that does not send stock still sells. */
export function isAvailable(stock: number | null, atLeast = 1): boolean {
  return stock === null || stock >= atLeast;
}
