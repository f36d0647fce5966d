import type { JsonObject } from "@aisle/runtime/json";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

const nothing: Product["from"] = [];

export const requestProducts = defineNode({
  type: "data.request-products",
  version: 1,
  title: "Products from the request",
  summary: "Takes the products that the caller sends, with their own fields.",
  icon: "list-details",
  inputs: { body: port("Json") },
  outputs: { products: port("Products") },
  config: z.object({
    field: z.string().default("items").describe("Field of the body that lists the products."),
    idField: z.string().default("id").describe("Field of a product that holds its id."),
    scoreField: z.string().default("score").describe("Field of a product that holds its score; 0 where it is missing."),
  }),
  effects: [],
  migrations: {},
  caption: "from “{field}”",
  run: (_ctx, { body }, { field, idField, scoreField }) => {
    const list = (body as JsonObject | null)?.[field];
    if (!Array.isArray(list)) return {};
    const products: Product[] = [];
    for (const item of list as readonly JsonObject[]) {
      const id = item?.[idField];
      if (typeof id !== "string" && typeof id !== "number") continue;
      const score = item[scoreField];
      products.push(product(String(id), typeof score === "number" ? score : 0, item, nothing));
    }
    return { products };
  },
  examples: [
    {
      title: "Two products and one without an id",
      inputs: { body: { items: [{ id: "p1", score: 0.5, days: 3 }, { id: 2 }, { score: 1 }] } },
      outputs: { products: [product("p1", 0.5, { id: "p1", score: 0.5, days: 3 }), product("2", 0, { id: 2 })] },
    },
  ],
});
