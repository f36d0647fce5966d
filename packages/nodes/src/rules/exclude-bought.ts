import { defineNode, fellBack } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

const dayMs = 86_400_000;

export const excludeBought = defineNode({
  type: "rules.exclude-bought",
  version: 1,
  title: "Exclude bought",
  summary: "Drops what this shopper bought before.",
  icon: "user-off",
  inputs: { products: port("Products"), shopper: port("Shopper") },
  outputs: { products: port("Products") },
  config: z.object({
    days: z
      .int()
      .min(0)
      .max(3650)
      .default(0)
      .describe("Only purchases of so many days back count; 0 for all, however long ago."),
    history: z.int().min(1).max(2000).default(500).describe("How many of the latest purchases to read."),
  }),
  effects: ["events", "clock", "deadline"],
  migrations: {},
  run: async (ctx, { products, shopper }, { days, history }) => {
    if (shopper.id === undefined) return fellBack({ products }, "The request names no shopper.");
    if (products.length === 0) return { products };
    const bought = await ctx.events.recent({
      shopperId: shopper.id,
      kinds: ["purchase"],
      limit: history,
      withinMs: ctx.deadline.leftMs(),
    });
    const since = days === 0 ? Number.NEGATIVE_INFINITY : ctx.clock.now() - days * dayMs;
    const ids = new Set(bought.filter(({ at }) => at >= since).map(({ productId }) => productId));
    return { products: ids.size === 0 ? products : products.filter(({ id }) => !ids.has(id)) };
  },
  examples: [
    {
      title: "One of two was bought",
      inputs: { products: [product("a", 2, {}), product("b", 1, {})], shopper: { id: "s1" } },
      given: { clock: 0, events: { recent: [{ productId: "a", kind: "purchase", at: 0, quantity: 1 }] } },
      outputs: { products: [product("b", 1, {})] },
    },
    {
      title: "Bought long ago, and may come again",
      config: { days: 90 },
      inputs: { products: [product("a", 2, {}), product("b", 1, {})], shopper: { id: "s1" } },
      given: {
        clock: 400 * dayMs,
        events: {
          recent: [
            { productId: "a", kind: "purchase", at: 0, quantity: 1 },
            { productId: "b", kind: "purchase", at: 390 * dayMs, quantity: 1 },
          ],
        },
      },
      outputs: { products: [product("a", 2, {})] },
    },
    {
      title: "A visitor without a name",
      inputs: { products: [product("a", 1, {})], shopper: {} },
      given: { clock: 0, events: { recent: [] } },
      outputs: { products: [product("a", 1, {})] },
      fellBack: "The request names no shopper.",
    },
  ],
});
