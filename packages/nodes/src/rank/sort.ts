import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { numericField, productField } from "../product-field.ts";

export const sort = defineNode({
  type: "rank.sort",
  version: 1,
  title: "Sort",
  summary: "Orders products by their score or a field.",
  icon: "sort-descending",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    by: z
      .string()
      .min(1)
      .default("score")
      .meta({ format: "product-field" })
      .describe("`score`, a field such as `price`, or an attribute."),
    order: z.enum(["descending", "ascending"]).default("descending").describe("Largest or smallest first."),
  }),
  effects: [],
  migrations: {},
  caption: "by {by}, {order}",
  run: (_ctx, { products }, { by, order }) => {
    const sign = order === "descending" ? -1 : 1;
    const keyed = products.map((item, index) => ({
      item,
      index,
      key: numericField(item, by) ?? productField(item, by),
    }));
    keyed.sort((a, b) => {
      if (a.key === undefined || b.key === undefined) {
        return (a.key === undefined ? 1 : 0) - (b.key === undefined ? 1 : 0) || a.index - b.index;
      }
      if (a.key === b.key) return a.index - b.index;
      return (a.key! < b.key! ? -1 : 1) * sign;
    });
    return { products: keyed.map(({ item }) => item) };
  },
  examples: [
    {
      title: "Cheapest first; a product without a price comes last",
      config: { by: "price", order: "ascending" },
      inputs: { products: [product("a", 1, {}), product("b", 1, { price: 900 }), product("c", 1, { price: 500 })] },
      outputs: { products: [product("c", 1, { price: 500 }), product("b", 1, { price: 900 }), product("a", 1, {})] },
    },
  ],
});
