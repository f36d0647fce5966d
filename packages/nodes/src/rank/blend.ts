import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { many, port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { mergeProducts } from "./merge-products.ts";

export const blend = defineNode({
  type: "rank.blend",
  version: 1,
  title: "Weighted blend",
  summary: "Joins several lists by the weighted sum of their scores, each list scaled to 0–1.",
  icon: "adjustments",
  inputs: { lists: many(port("Products", { title: "Lists" })) },
  outputs: { products: port("Products") },
  config: z.object({
    weights: z
      .array(z.number().min(0))
      .max(50)
      .default([])
      .describe("Weight of each list in wire order; 1 where none is given."),
    scale: z
      .enum(["max", "min-max"])
      .default("max")
      .describe("Divide by the largest score, or also shift the smallest to 0 (where scores may be negative)."),
  }),
  effects: [],
  migrations: {},
  caption: "weighted sum, scaled by {scale}",
  run: (_ctx, { lists }, { weights, scale }) => {
    const ranges = lists.map((list) => rangeOf(list, scale));
    return {
      products: mergeProducts(lists, (list, _rank, item) => {
        const { low, width } = ranges[list]!;
        return ((weights[list] ?? 1) * (item.score - low)) / width;
      }),
    };
  },
  examples: [
    {
      title: "The second list counts double",
      config: { weights: [1, 2] },
      inputs: { lists: [[product("a", 10, {}), product("b", 5, {})], [product("b", 0.2, {})]] },
      outputs: { products: [product("b", 2.5, {}), product("a", 1, {})] },
    },
  ],
});

function rangeOf(list: readonly Product[], scale: "max" | "min-max"): { readonly low: number; readonly width: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { score } of list) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  if (scale === "max") return { low: 0, width: high > 0 ? high : 1 };
  return { low, width: high > low ? high - low : 1 };
}
