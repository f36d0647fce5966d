import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

export const limit = defineNode({
  type: "rank.limit",
  version: 1,
  title: "Limit",
  summary: "Keeps the first products.",
  icon: "scissors",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({ count: z.int().min(1).max(1000).default(24).describe("How many to keep.") }),
  effects: [],
  keepsPlaces: true,
  migrations: {},
  caption: "first {count}",
  run: (_ctx, { products }, { count }) => ({
    products: products.length <= count ? products : products.slice(0, count),
  }),
  examples: [
    {
      title: "The first of two",
      config: { count: 1 },
      inputs: { products: [product("a", 2, {}), product("b", 1, {})] },
      outputs: { products: [product("a", 2, {})] },
    },
  ],
});
