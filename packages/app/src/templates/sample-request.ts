import type { Json, JsonObject } from "@aisle/runtime/json";

/** What of a shop stands in for the marks in a template's sample requests. */
export interface SampleValues {
  readonly shopperId?: string;
  readonly productIds: readonly string[];
  /** What someone may type into this shop's search. */
  readonly query?: string;
  readonly category?: string;
}

/**
 * Fills a template's sample request with this shop's own ids: `$shopper`, `$product`, `$products` (a list), `$query` and
 * `$category`. A field of which the shop has nothing is left out.
 */
export function sampleRequest(request: JsonObject, values: SampleValues): JsonObject {
  return Object.fromEntries(
    Object.entries(request).flatMap(([field, value]) => {
      const filled = fill(value, values);
      return filled === undefined ? [] : [[field, filled]];
    }),
  );
}

/** Says whether a request holds marks that stand for something of a shop. */
export function hasMarks(value: Json): boolean {
  if (typeof value === "string") return marks.has(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasMarks);
}

const marks = new Set(["$shopper", "$product", "$products", "$query", "$category"]);

function fill(value: Json, values: SampleValues): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(item, values)).filter((item) => item !== undefined);
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (typeof value === "object" && value !== null) return sampleRequest(value as JsonObject, values);
  switch (value) {
    case "$shopper":
      return values.shopperId;
    case "$product":
      return values.productIds[0];
    case "$products":
      return values.productIds.length === 0 ? undefined : values.productIds;
    case "$query":
      return values.query;
    case "$category":
      return values.category;
    default:
      return value;
  }
}
