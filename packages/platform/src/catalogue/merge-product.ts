import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ProductRecord } from "./product-record.ts";

/** Fields of a product's row that a record may set, leave or clear. */
const productFields = [
  "title",
  "description",
  "brand",
  "category",
  "price",
  "currency",
  "image",
  "cost",
  "gtin",
  "forSale",
  "salePrice",
  "compareAtPrice",
  "saleFrom",
  "saleUntil",
  "releasedAt",
] as const;

type ProductField = (typeof productFields)[number];

/** The fields of a product as they are to be stored: `null` where nothing is known. */
export type WholeProduct = {
  readonly [F in ProductField]: Exclude<ProductRecord[F], undefined> | null;
} & { readonly id: string; readonly attributes: JsonObject };

export interface MergedProduct {
  readonly product: WholeProduct;
  /** Fields that were blank and are what they were. */
  readonly blanksIgnored: number;
  /** Fields that had a value and have none now. */
  readonly cleared: number;
}

/**
 * What a record makes of the product that is there: an absent field is what it was, `null` clears it. Attributes likewise,
 * one by one.
 */
export function mergeProduct(given: ProductRecord, before: WholeProduct | undefined): MergedProduct {
  let cleared = 0;
  const product: { [field: string]: unknown } = { id: given.id };
  for (const field of productFields) {
    const [value, was] = [given[field], before?.[field] ?? null];
    if (value === null && was !== null) cleared++;
    product[field] = value === undefined ? was : value;
  }
  const attributes: { [name: string]: Json } = { ...before?.attributes };
  for (const [name, value] of Object.entries(given.attributes ?? {})) {
    if (value !== null) attributes[name] = value;
    else if (Object.hasOwn(attributes, name)) {
      delete attributes[name];
      cleared++;
    }
  }
  const blanksIgnored =
    before === undefined ? 0 : (given.blank ?? []).filter((field) => hadValue(before, field)).length;
  return { product: { ...product, attributes } as WholeProduct, blanksIgnored, cleared };
}

function hadValue(before: WholeProduct, field: string): boolean {
  if (field === "stock") return true;
  const attribute = field.startsWith("attributes.") ? field.slice("attributes.".length) : undefined;
  if (attribute !== undefined) return Object.hasOwn(before.attributes, attribute);
  return (before as { readonly [field: string]: unknown })[field] != null;
}
