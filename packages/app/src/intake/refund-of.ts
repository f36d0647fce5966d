import type { OrderRefund } from "@aisle/contracts/event";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { moneyOf } from "../imports/money-of.ts";
import { parseAmount, toMinor } from "../imports/parse-amount.ts";
import { currencyOf, idOf, isObject } from "./interactions-of.ts";

const maxLines = 1000;

/**
 * What an event “Order Refunded” of the e-commerce spec gives back: its product lines where it names products, else its total; neither
 * stands for all of the order. `undefined` for events of other names.
 */
export function refundOf(name: string, properties: JsonObject): OrderRefund | undefined {
  if (name.trim().toLowerCase().replace(/\s+/g, " ") !== "order refunded") return undefined;
  const currency = currencyOf(properties.currency);
  const total = parseAmount(properties.total) ?? parseAmount(properties.value) ?? parseAmount(properties.revenue);
  const products = Array.isArray(properties.products) ? (properties.products as readonly Json[]) : [];
  const lines = products.slice(0, maxLines).flatMap((product) => {
    const line = isObject(product) ? lineOf(product, currency) : undefined;
    return line === undefined ? [] : [line];
  });
  return {
    lines,
    // Some senders write what is given back as a negative number.
    ...(total === undefined ? {} : moneyOf(Math.round(Math.abs(toMinor(total, currency))), currency)),
  };
}

function lineOf(product: JsonObject, orderCurrency: string | undefined): OrderRefund["lines"][number] | undefined {
  const productId = idOf(product.product_id) ?? idOf(product.productId) ?? idOf(product.sku) ?? idOf(product.id);
  if (productId === undefined) return undefined;
  const quantity = Math.abs(parseAmount(product.quantity) ?? Number.NaN);
  const price = parseAmount(product.price);
  const currency = currencyOf(product.currency) ?? orderCurrency;
  const money =
    price === undefined
      ? {}
      : moneyOf(Math.round(Math.abs(toMinor(price, currency)) * (Number.isNaN(quantity) ? 1 : quantity)), currency);
  return { productId, ...(quantity > 0 ? { quantity } : {}), ...money };
}
