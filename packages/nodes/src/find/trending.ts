import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { optional, port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";

export const trending = defineNode({
  type: "find.trending",
  version: 1,
  title: "Trending",
  summary: "Popular products, recent events weighing more than old ones.",
  icon: "trending-up",
  inputs: { shopper: optional(port("Shopper")) },
  outputs: { products: port("Products") },
  config: z.object({
    limit: z.int().min(1).max(1000).default(60).describe("How many products to find at most."),
    kind: z
      .enum(["view", "cart", "purchase"])
      .default("purchase")
      .describe("What counts: views, adds to cart or purchases."),
    halfLifeDays: z.number().positive().max(3650).default(30).describe("An event this many days old counts half."),
    useShopperCategory: z.boolean().default(false).describe("Only in the category that the request names."),
  }),
  effects: ["events", "products"],
  reads: ["artifact.popularity.version"],
  migrations: {},
  caption: "{kind}s, half-life {halfLifeDays} days",
  run: async (ctx, { shopper }, { limit, kind, halfLifeDays, useShopperCategory }) => {
    const category = useShopperCategory ? shopper?.category : undefined;
    const hits = await ctx.events.popular({
      kind,
      halfLifeDays,
      limit,
      ...(category === undefined ? {} : { category }),
    });
    const fields = await ctx.products.get(hits.map((hit) => hit.id));
    return { products: hitsToProducts(ctx.self, hits, fields) };
  },
  examples: [
    {
      title: "One product on the rise",
      inputs: {},
      given: { events: { popular: [{ id: "a", score: 2.5 }] }, products: { get: [{ title: "Tent" }] } },
      outputs: {
        products: [
          {
            id: "a",
            score: 2.5,
            fields: { title: "Tent" },
            from: [{ node: "this", rank: 1, score: 2.5 }],
            effects: [],
          },
        ],
      },
    },
  ],
});
