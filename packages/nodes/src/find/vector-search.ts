import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { optional, port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";
import { categoryFilter, searchedCategory } from "./category-filter.ts";
import { foundWhileBuilding } from "./while-building.ts";

export const vectorSearch = defineNode({
  type: "find.vector-search",
  version: 1,
  title: "Vector search",
  summary: "Finds the products nearest in meaning.",
  icon: "current-location",
  inputs: {
    vector: port("Vector", { params: { embedder: { fact: "collection.{config.collection}.embedder" } } }),
    shopper: optional(port("Shopper")),
  },
  outputs: { products: port("Products") },
  config: z.object({
    collection: z
      .string()
      .default("products")
      .describe("Collection to search; its embedding model must be the query's."),
    limit: z.int().min(1).max(1000).default(100).describe("How many products to find at most."),
    category: z.string().default("").describe("Search in this category only."),
    useShopperCategory: z.boolean().default(false).describe("Search in the category that the request names."),
  }),
  effects: ["vectors", "products"],
  migrations: {},
  caption: "{collection}, nearest {limit}",
  run: async (ctx, { vector, shopper }, { collection, limit, category, useShopperCategory }) => {
    const filter = categoryFilter(searchedCategory(category, useShopperCategory, shopper));
    const asked = ctx.vectors.building?.(collection);
    const building = asked instanceof Promise ? await asked : asked;
    if (building?.found === 0) return foundWhileBuilding([], building);
    const hits = await ctx.vectors.search({ collection, vector, limit, ...filter });
    const fields = await ctx.products.get(hits.map((hit) => hit.id));
    return foundWhileBuilding(hitsToProducts(ctx.self, hits, fields), building);
  },
  examples: [
    {
      title: "The nearest product",
      inputs: { vector: { embedder: "tiny@1", values: new Float32Array([1, 0]) } },
      given: { vectors: { search: [{ id: "a", score: 0.9 }] }, products: { get: [{ title: "Tent" }] } },
      outputs: {
        products: [
          {
            id: "a",
            score: 0.9,
            fields: { title: "Tent" },
            from: [{ node: "this", rank: 1, score: 0.9 }],
            effects: [],
          },
        ],
      },
    },
    {
      title: "A search while the collection is being built, before anything can be found",
      inputs: { vector: { embedder: "tiny@1", values: new Float32Array([1, 0]) } },
      given: { vectors: { building: { found: 0, total: 2000 } } },
      outputs: { products: [] },
      fellBack: "the search index is being built: 0 of 2,000 products can be found so far (0 %)",
    },
  ],
});
