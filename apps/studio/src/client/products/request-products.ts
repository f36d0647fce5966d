import type { Json, JsonObject } from "@aisle/runtime/json";

/** A field of a request that holds ids of products. */
export interface ProductIdsField {
  readonly name: string;
  readonly title: string;
  readonly help: string | undefined;
  /** How many ids it takes; one for a field that is no list. */
  readonly maxItems: number;
  readonly isList: boolean;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const productNames = /product|item|article|sku|viewed|seen|cart|basket/i;

/**
 * Fields of a request's schema that hold ids of products: those of the format `product-id`, and texts or lists of texts whose
 * name or description speaks of products.
 */
export function productIdsFields(schema: JsonObject): readonly ProductIdsField[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isObject(field)) return [];
    const items = isObject(field.items) ? field.items : undefined;
    const isList = field.type === "array" && items?.type === "string";
    if (!isList && field.type !== "string") return [];
    const help = typeof field.description === "string" ? field.description : undefined;
    const says = [field.format, items?.format].includes("product-id");
    const means = productNames.test(name) || (isList && /products?/i.test(help ?? ""));
    if (!says && !means) return [];
    const title = typeof field.title === "string" ? field.title : name;
    const maxItems = typeof field.maxItems === "number" ? Math.max(2, field.maxItems) : 100;
    return [{ name, title, help, maxItems: isList ? maxItems : 1, isList }];
  });
}

/** The ids that a field of a request holds. */
export function idsInField(request: JsonObject, { name }: ProductIdsField): readonly string[] {
  const value = request[name];
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === "string") : [];
}

/** The request with other ids in a field; without any the field is left out. */
export function withIds(request: JsonObject, { name, isList }: ProductIdsField, ids: readonly string[]): JsonObject {
  const { [name]: _old, ...rest } = request;
  const [first] = ids;
  return first === undefined ? rest : { ...rest, [name]: isList ? [...ids] : first };
}
