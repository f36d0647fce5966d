import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";

const hues: { readonly [T in PortTypeName]: string } = {
  Products: "products",
  Product: "product",
  Shopper: "shopper",
  Text: "text",
  Vector: "vector",
  Features: "features",
  Intent: "intent",
  Messages: "messages",
  Answer: "answer",
  Image: "image",
  Table: "table",
  Events: "events",
  Action: "action",
  Number: "value",
  Boolean: "value",
  Json: "value",
};

/** The CSS colour of a port type. */
export function portHue(type: PortTypeName | undefined): string {
  return `var(--t-${type === undefined ? "value" : hues[type]})`;
}
