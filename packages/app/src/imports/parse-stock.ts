import type { Json } from "@aisle/runtime/json";
import { parseAmount } from "./parse-amount.ts";

const maxStock = 2_147_483_647;

/**
 * Units in stock from a file: a number (below zero is none, parts of a unit are left out), or words such as
 * `out of stock`. `null` for unknown, which `in stock` without a number is; `undefined` for what is neither.
 */
export function parseStock(value: Json): number | null | undefined {
  if (value === null || value === "") return null;
  if (value === false) return 0;
  if (value === true) return null;
  const amount = parseAmount(value);
  if (amount !== undefined) return Math.min(maxStock, Math.max(0, Math.floor(amount)));
  if (typeof value !== "string") return undefined;
  const words = value.toLowerCase().replace(/[^a-z]/g, "");
  if (["outofstock", "soldout", "discontinued", "unavailable", "no", "false"].includes(words)) return 0;
  if (["instock", "available", "yes", "true", "unknown", "preorder", "backorder", "null", "na"].includes(words))
    return null;
  return undefined;
}
