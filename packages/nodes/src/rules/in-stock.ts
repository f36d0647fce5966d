import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { isAvailable, liveStock } from "./live-stock.ts";

export const inStock = defineNode({
  type: "rules.in-stock",
  version: 1,
  title: "In stock",
  summary: "Drops what is sold out, by live stock; unknown stock counts as available.",
  icon: "package",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    atLeast: z.int().min(1).max(100_000).default(1).describe("Units that must be left."),
  }),
  effects: ["products"],
  migrations: {},
  caption: "{atLeast} or more left",
  run: (ctx, { products }, { atLeast }) => {
    const keep = (stock: readonly (number | null)[]) => ({
      products: products.filter((item, index) => isAvailable(liveStock(item, stock[index]), atLeast)),
    });
    const stock = ctx.products.stock(products.map((item) => item.id));
    return stock instanceof Promise ? stock.then(keep) : keep(stock);
  },
  examples: [
    {
      title: "In stock, sold out, unknown, and known from the request only",
      inputs: {
        products: [product("a", 1, {}), product("b", 1, {}), product("c", 1, {}), product("d", 1, { stock: 0 })],
      },
      given: { products: { stock: [3, 0, null, null] } },
      outputs: { products: [product("a", 1, {}), product("c", 1, {})] },
    },
  ],
});
