import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { many, port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { mergeProducts } from "./merge-products.ts";

export const fuse = defineNode({
  type: "rank.fuse",
  version: 1,
  title: "Fuse",
  summary: "Joins several lists by reciprocal rank: score = Σ weight / (k + rank).",
  icon: "arrow-merge-right",
  inputs: { lists: many(port("Products", { title: "Lists" })) },
  outputs: { products: port("Products") },
  config: z.object({
    k: z
      .number()
      .min(0)
      .max(1000)
      .default(60)
      .describe("The larger, the less the first places count (Cormack et al. 2009 use 60)."),
    weights: z
      .array(z.number().min(0))
      .max(50)
      .default([])
      .describe("Weight of each list in wire order; 1 where none is given."),
  }),
  effects: [],
  migrations: {},
  caption: "reciprocal rank, k = {k}",
  run: (_ctx, { lists }, { k, weights }) => ({
    products: mergeProducts(lists, (list, rank) => (weights[list] ?? 1) / (k + rank)),
  }),
  examples: [
    {
      title: "A product in both lists comes first",
      config: { k: 1 },
      inputs: { lists: [[product("a", 9, {}), product("b", 8, {})], [product("b", 0.4, {})]] },
      outputs: { products: [product("b", 1 / 3 + 1 / 2, {}), product("a", 1 / 2, {})] },
    },
  ],
});
