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
 * The sale price from `saleFrom` (included) to `saleUntil` (excluded), without a limit where a date is absent, else the price.
 * A sale price that is 0 or not below the price is none. `was` is the compare-at price, or during a sale the price, where it is higher than what is paid. `at` is in milliseconds.
 */
export function priceNow(fields: Product["fields"], at: number): PriceNow {
  const regular = numberIn(fields.price);
  const sale = numberIn(fields.salePrice);
  const from = timeIn(fields.saleFrom);
  const until = timeIn(fields.saleUntil);
  // Some shop systems write 0 where there is no sale.
  const isLower = sale !== undefined && sale > 0 && (regular === undefined || sale < regular);
  const isOnSale = isLower && (from === undefined || at >= from) && (until === undefined || at < until);
  const price = isOnSale ? sale : regular;
  if (price === undefined) return { price: null };
  const was = Math.max(numberIn(fields.compareAtPrice) ?? 0, regular ?? 0);
  return was > price ? { price, was } : { price };
}
