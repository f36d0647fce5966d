import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { compileExpression } from "../expression.ts";

export const filter = defineNode({
  type: "rules.filter",
  version: 1,
  title: "Filter",
  summary: "Keeps the products for which an expression is true.",
  icon: "filter",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    keep: z
      .string()
      .min(1)
      .max(2000)
      .default("price > 0")
      .meta({ format: "expression", says: "Keeps" })
      .describe('For example `price < 5000 && brand != "Acme"`; prices in minor units.'),
    whenUnknown: z
      .enum(["drop", "keep"])
      .default("drop")
      .describe("What to do with a product that lacks a field of the expression."),
  }),
  effects: ["budget", "patterns"],
  migrations: {},
  caption: "{keep}",
  prepare: (config, ctx) => compileExpression(config.keep, "keep", ctx.patterns?.compile),
  run: ({ budget }, { products }, { whenUnknown }, keeps) => {
    const keepUnknown = whenUnknown === "keep";
    return {
      products: products.filter((item) => {
        const value = keeps(item, budget);
        return value === undefined ? keepUnknown : value === true;
      }),
    };
  },
  examples: [
    {
      title: "Under 50, and one without a price",
      config: { keep: "price < 5000" },
      inputs: { products: [product("a", 1, { price: 4999 }), product("b", 1, { price: 5000 }), product("c", 1, {})] },
      outputs: { products: [product("a", 1, { price: 4999 })] },
    },
  ],
});
