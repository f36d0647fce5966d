import type { Json, JsonObject } from "@aisle/runtime/json";
import type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import type { Product } from "@aisle/runtime/node-sdk/product";
import { isPublicField, productFacts, publicFields } from "@aisle/runtime/node-sdk/product-facts";

type Read = (ids: readonly string[]) => MaybePromise<readonly (Product["fields"] | undefined)[]>;

/**
 * The JSON of a port's value without what only those may read who change the shop's data: a pin stands in the draft, where
 * everybody reads it.
 */
export function withoutInternalFacts(type: PortTypeName, value: Json): Json {
  const ofProduct = (product: Json): Json => {
    const { fields } = product as JsonObject;
    return { ...(product as JsonObject), fields: publicFields(fields as Product["fields"]) };
  };
  if (type === "Product") return ofProduct(value);
  if (type === "Products") return (value as readonly Json[]).map(ofProduct);
  if (type !== "Answer") return value;
  const { slots, ...rest } = value as JsonObject;
  return {
    ...rest,
    slots: (slots as readonly JsonObject[]).map((slot) => ({ ...slot, product: ofProduct(slot.product as Json) })),
  };
}

/** Pinned products with the facts that a pin does not hold, as the catalog has them now: conditions read them in a preview. */
export async function withInternalFacts(products: readonly Product[], read: Read): Promise<readonly Product[]> {
  const known = await read(products.map((product) => product.id));
  return products.map((product, at) => {
    const internal = Object.entries(known[at] ?? {}).filter(([name]) => !isPublicField(name));
    return internal.length === 0
      ? product
      : { ...product, fields: { ...product.fields, ...Object.fromEntries(internal) } };
  });
}

const internalFact = new RegExp(
  `\\b(?:${Object.keys(productFacts)
    .filter((name) => !isPublicField(name))
    .join("|")})\\b`,
);

/** Whether the text of an expression or of a field's name reads a fact that is not for everybody. */
export const readsInternalFact = (text: string): boolean => internalFact.test(text);
