import { createHash } from "node:crypto";
import { cutText } from "@aisle/runtime/cut-text";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";

/** Characters of a description that are embedded: the first sentences say what a product is. */
const maxDescriptionLength = 300;

/**
 * What of a product is embedded for search: `Speakers: Anker Soundcore Mini. Portable Bluetooth speaker`. Brand and
 * further attributes were tried on judged queries and made it no better, only slower.
 */
export function embeddingText(fields: Product["fields"]): string {
  const { title, description, category } = fields;
  // Of a path the last part alone: it names the product's kind.
  const name = typeof category === "string" ? category.split(" > ").at(-1)!.trim() : "";
  const summary = typeof description === "string" ? cutText(description, maxDescriptionLength) : "";
  const head = [name, title].filter((part) => typeof part === "string" && part !== "").join(": ");
  return [head, summary].filter((part) => part !== "").join(". ");
}

/**
 * What filters may ask for of a product's vector. Live facts, price and stock, are left out: they change by the minute,
 * and are asked of the catalogue itself.
 */
export function embeddingPayload(fields: Product["fields"]): JsonObject {
  const payload: Record<string, Json> = {};
  for (const name of ["brand", "category", "currency", "attributes"]) {
    const value = fields[name];
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}

/** Changes when the text that is embedded or the payload does: what says that an item must be stored again. */
export function embeddingStamp(text: string, payload: JsonObject): string {
  return createHash("sha256")
    .update(JSON.stringify([text, payload]))
    .digest("base64url")
    .slice(0, 22);
}
