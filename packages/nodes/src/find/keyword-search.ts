import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { optional, port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";
import { categoryFilter, searchedCategory } from "./category-filter.ts";
import { foundWhileBuilding } from "./while-building.ts";

export const keywordSearch = defineNode({
  type: "find.keyword-search",
  version: 1,
  title: "Keyword search",
  summary: "Finds products whose text holds the words (BM25).",
  icon: "search",
  inputs: { text: port("Text"), shopper: optional(port("Shopper")) },
  outputs: { products: port("Products") },
  config: z.object({
    limit: z.int().min(1).max(1000).default(100).describe("How many products to find at most."),
    category: z.string().default("").describe("Search in this category only."),
    useShopperCategory: z.boolean().default(false).describe("Search in the category that the request names."),
  }),
  effects: ["keyword", "products"],
  migrations: {},
  caption: "best {limit}",
  run: async (ctx, { text, shopper }, { limit, category, useShopperCategory }) => {
    const asked = ctx.keyword.building?.();
    const building = asked instanceof Promise ? await asked : asked;
    if (building?.found === 0) return foundWhileBuilding([], building);
    const hits = await ctx.keyword.search({
      text,
      limit,
      ...categoryFilter(searchedCategory(category, useShopperCategory, shopper)),
    });
    const fields = await ctx.products.get(hits.map((hit) => hit.id));
    return foundWhileBuilding(hitsToProducts(ctx.self, hits, fields), building);
  },
  examples: [
    {
      title: "One hit, and one that has left the catalogue",
      inputs: { text: "tent" },
      given: {
        keyword: {
          search: [
            { id: "a", score: 3 },
            { id: "gone", score: 2 },
          ],
        },
        products: { get: [{ title: "Tent" }, undefined] },
      },
      outputs: {
        products: [
          { id: "a", score: 3, fields: { title: "Tent" }, from: [{ node: "this", rank: 1, score: 3 }], effects: [] },
        ],
      },
    },
    {
      title: "A search while the index is being built for the first time",
      inputs: { text: "tent" },
      given: { keyword: { building: { found: 0, total: 2000 } } },
      outputs: { products: [] },
      fellBack: "the search index is being built: 0 of 2,000 products can be found so far (0 %)",
    },
  ],
});
