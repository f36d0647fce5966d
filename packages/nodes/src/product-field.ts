import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";

/** A product's field by name: `score`, `id`, one of its fields, or one of its attributes (`attributes.colour` or `colour`). */
export function productField(product: Product, name: string): Json | undefined {
  if (name === "score") return product.score;
  const direct = own(product.fields, name);
  if (direct !== undefined) return direct;
  if (name === "id") return product.id;
  const { attributes } = product.fields;
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) return undefined;
  return own(attributes as JsonObject, name.startsWith("attributes.") ? name.slice("attributes.".length) : name);
}

/** A field of the object's own: what every object has, such as `constructor`, is none of a product's. */
const own = (object: { readonly [name: string]: Json | undefined }, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** The field as a number, `undefined` when it is missing or none. */
export function numericField(product: Product, name: string): number | undefined {
  const value = productField(product, name);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
