import type { EventInteraction } from "@aisle/contracts/event";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { moneyOf } from "../imports/money-of.ts";
import { parseAmount, toMinor } from "../imports/parse-amount.ts";

/** Events of the e-commerce spec that mean one product or, where `many`, each of `properties.products`. */
const meanings = new Map<string, { readonly kind: InteractionKind; readonly many: boolean }>([
  ["product viewed", { kind: "view", many: false }],
  ["product clicked", { kind: "view", many: false }],
  ["product added", { kind: "cart", many: false }],
  ["wishlist product added to cart", { kind: "cart", many: false }],
  ["order completed", { kind: "purchase", many: true }],
]);

const maxOrderProducts = 1000;

/**
 * What an event of the e-commerce spec (Segment, version 2) says that a shopper did with products: none for events of
 * other names. A text is the reason why the event cannot be taken.
 */
export function interactionsOf(name: string, properties: JsonObject): readonly EventInteraction[] | string {
  const meaning = meanings.get(name.trim().toLowerCase().replace(/\s+/g, " "));
  if (meaning === undefined) return [];
  const { kind, many } = meaning;
  if (!many) {
    const line = lineOf(kind, properties, properties.currency);
    return typeof line === "string" ? `${name} ${line} in its properties` : [line];
  }
  const { products } = properties;
  if (!Array.isArray(products) || products.length === 0)
    return `${name} needs properties.products with one product at least`;
  if (products.length > maxOrderProducts)
    return `${name} holds ${products.length} products, at most ${maxOrderProducts} can be taken`;
  // By currency too: what two lines are worth can only be added where it is the same money.
  const byProduct = new Map<string, EventInteraction>();
  for (const [i, product] of (products as readonly Json[]).entries()) {
    const line = isObject(product) ? lineOf(kind, product, properties.currency) : "needs a product_id";
    if (typeof line === "string") return `${name} ${line} in properties.products[${i}]`;
    const key = JSON.stringify([line.productId, line.currency ?? null]);
    const known = byProduct.get(key);
    byProduct.set(key, known === undefined ? line : added(known, line));
  }
  return [...byProduct.values()];
}

function lineOf(
  kind: InteractionKind,
  product: JsonObject,
  orderCurrency: Json | undefined,
): EventInteraction | string {
  const productId = idOf(product.product_id) ?? idOf(product.productId) ?? idOf(product.sku) ?? idOf(product.id);
  if (productId === undefined) return "needs a product_id of 1 to 255 characters";
  const quantity = product.quantity == null || kind === "view" ? 1 : parseAmount(product.quantity);
  if (quantity === undefined || quantity <= 0) return "has a quantity that is not above zero";
  const price = parseAmount(product.price);
  const currency = currencyOf(product.currency) ?? currencyOf(orderCurrency);
  const money = price === undefined ? {} : moneyOf(Math.round(toMinor(price, currency) * quantity), currency);
  return { productId, kind, quantity, ...money };
}

function added(a: EventInteraction, b: EventInteraction): EventInteraction {
  const quantity = a.quantity + b.quantity;
  const { valueMinor: _, currency: _currency, ...rest } = a;
  if (a.valueMinor === undefined || b.valueMinor === undefined) return { ...rest, quantity };
  return { ...rest, quantity, ...moneyOf(a.valueMinor + b.valueMinor, a.currency) };
}

/** An ISO 4217 code in capitals; `undefined` for what is none. */
export function currencyOf(value: Json | undefined): string | undefined {
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}

/** An id as senders write it: a text or a number, 1 to 255 characters; `undefined` for anything else. */
export function idOf(value: Json | undefined): string | undefined {
  return idWithin(value, 255);
}

/** Characters of an id of a person or a session: as many as their requests are stored with. */
export const maxPersonId = 512;

/** The id of a person or a session, a text or a number; `undefined` for what is none and for what is longer. */
export function personIdOf(value: Json | undefined): string | undefined {
  return idWithin(value, maxPersonId);
}

function idWithin(value: Json | undefined, max: number): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text.length > 0 && text.length <= max ? text : undefined;
}

/** The order that an event's properties name. */
export function orderIdOf({ order_id, orderId }: JsonObject): string | undefined {
  return idOf(order_id) ?? idOf(orderId);
}

/** True for JSON objects, lists left out. */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
