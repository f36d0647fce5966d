import type { Product } from "./product.ts";

/**
 * Every fact that the catalog stores of a product, and who may read it: an answer of an endpoint carries those alone that are
 * `public` here. Conditions of a pipeline read all of them.
 */
export const productFacts = {
  title: "public",
  description: "public",
  brand: "public",
  category: "public",
  price: "public",
  currency: "public",
  image: "public",
  gtin: "public",
  releasedAt: "public",
  salePrice: "public",
  compareAtPrice: "public",
  saleFrom: "public",
  saleUntil: "public",
  stock: "public",
  attributes: "public",
  cost: "internal",
  forSale: "internal",
} as const satisfies { readonly [fact: string]: "public" | "internal" };

export type ProductFact = keyof typeof productFacts;

/** Whether a field may leave in an answer: a public fact, or what is no fact of the catalog and so came with the request. */
export function isPublicField(name: string): boolean {
  return !Object.hasOwn(productFacts, name) || productFacts[name as ProductFact] === "public";
}

/** The fields that may leave; the same object where all of them may. */
export function publicFields(fields: Product["fields"]): Product["fields"] {
  const names = Object.keys(fields);
  if (names.every(isPublicField)) return fields;
  return Object.fromEntries(names.filter(isPublicField).map((name) => [name, fields[name]!]));
}
