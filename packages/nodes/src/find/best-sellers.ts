import { defineNode, fellBack } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { optional, port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";

export const bestSellers = defineNode({
  type: "find.best-sellers",
  version: 1,
  title: "Best sellers",
  summary: "The products bought most: in the shopper's category of interest first, then overall.",
  icon: "star",
  inputs: { shopper: optional(port("Shopper")) },
  outputs: { products: port("Products") },
  config: z.object({
    limit: z.int().min(1).max(1000).default(60).describe("How many products to find at most."),
    category: z.string().default("").describe("Category when the request names none."),
    kind: z
      .enum(["view", "cart", "purchase"])
      .default("purchase")
      .describe("What counts: views, adds to cart or purchases."),
  }),
  effects: ["events", "products"],
  reads: ["artifact.popularity.version"],
  migrations: {},
  caption: "by {kind}s, top {limit}",
  run: async (ctx, { shopper }, { limit, category, kind }) => {
    const chosenCategory = shopper?.category ?? category;
    const inCategory = chosenCategory === "" ? [] : await ctx.events.popular({ kind, category: chosenCategory, limit });
    const known = new Set(inCategory.map((hit) => hit.id));
    const overall = inCategory.length >= limit ? [] : await ctx.events.popular({ kind, limit });
    const hits = [...inCategory, ...overall.filter((hit) => !known.has(hit.id))].slice(0, limit);
    if (hits.length === 0) {
      // Nothing was ever sold: still an answer that is the same for everybody, and can be bought.
      const ids = await ctx.products.newest({ limit, ...(chosenCategory === "" ? {} : { category: chosenCategory }) });
      const newest = ids.length > 0 ? ids : await ctx.products.newest({ limit });
      const fields = await ctx.products.get(newest);
      const ranked = newest.map((id, index) => ({ id, score: 1 / (index + 1) }));
      return fellBack(
        { products: hitsToProducts(ctx.self, ranked, fields) },
        "Nothing was sold yet: used the newest products.",
      );
    }
    const fields = await ctx.products.get(hits.map((hit) => hit.id));
    const products = hitsToProducts(ctx.self, hits, fields);
    if (chosenCategory !== "" && inCategory.length === 0) {
      return fellBack({ products }, `Nothing sold in “${chosenCategory}” yet: used best sellers overall.`);
    }
    return { products };
  },
  examples: [
    {
      title: "Overall, for a visitor without a category",
      inputs: {},
      given: { events: { popular: [{ id: "a", score: 9 }] }, products: { get: [{ title: "Tent" }] } },
      outputs: {
        products: [
          { id: "a", score: 9, fields: { title: "Tent" }, from: [{ node: "this", rank: 1, score: 9 }], effects: [] },
        ],
      },
    },
    {
      title: "A shop without sales",
      inputs: { shopper: { category: "Kayaks" } },
      given: { events: { popular: [] }, products: { newest: ["k"], get: [{ title: "Kayak" }] } },
      outputs: {
        products: [
          { id: "k", score: 1, fields: { title: "Kayak" }, from: [{ node: "this", rank: 1, score: 1 }], effects: [] },
        ],
      },
      fellBack: "Nothing was sold yet: used the newest products.",
    },
  ],
});
