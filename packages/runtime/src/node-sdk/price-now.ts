import type { Product } from "./product.ts";

/** A product's price at a time: what is paid, and the higher price that stands struck out beside it, both in minor units. */
export interface PriceNow {
  /** `null` where the catalog has no price. */
  readonly price: number | null;
  readonly was?: number;
}

const numberIn = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Milliseconds of an ISO 8601 time; undefined where there is none or it cannot be read, which bounds nothing. */
function timeIn(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Whether the sale price is what is paid at a time in milliseconds: from `saleFrom` (included) to `saleUntil` (excluded), without a
 * limit where a date is absent. A sale price that is 0 or not below the price is none.
 */
export function isOnSale(fields: Product["fields"], at: number): boolean {
  const regular = numberIn(fields.price);
  const sale = numberIn(fields.salePrice);
  // Some shop systems write 0 where there is no sale.
  if (sale === undefined || sale <= 0 || (regular !== undefined && sale >= regular)) return false;
  const from = timeIn(fields.saleFrom);
  const until = timeIn(fields.saleUntil);
  return (from === undefined || at >= from) && (until === undefined || at < until);
}

/**
 * The sale price while the sale lasts, else the price. `was` is the compare-at price, or during a sale the price, where it is higher
 * than what is paid. `at` is in milliseconds.
 */
export function priceNow(fields: Product["fields"], at: number): PriceNow {
  const regular = numberIn(fields.price);
  const price = isOnSale(fields, at) ? numberIn(fields.salePrice) : regular;
  if (price === undefined) return { price: null };
  const was = Math.max(numberIn(fields.compareAtPrice) ?? 0, regular ?? 0);
  return was > price ? { price, was } : { price };
}
