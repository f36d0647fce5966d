import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { many, port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

export const firstOf = defineNode({
  type: "logic.first-of",
  version: 1,
  title: "First of",
  summary: "Takes the first list that is there and not empty; later branches run only when they are needed.",
  icon: "arrows-split",
  role: "first",
  inputs: { lists: many(port("Products", { title: "Lists, in order" })) },
  outputs: { products: port("Products") },
  config: z.object({}),
  effects: [],
  keepsPlaces: true,
  migrations: {},
  caption: "first list with products",
  run: (_ctx, { lists }) => ({ products: lists.find((list) => list.length > 0) ?? [] }),
  examples: [
    {
      title: "The first list is empty",
      inputs: { lists: [[], [product("a", 1, {})]] },
      outputs: { products: [product("a", 1, {})] },
    },
  ],
});
