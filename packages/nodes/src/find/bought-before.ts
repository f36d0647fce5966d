import { byTieKey } from "@aisle/learn/tie-order";
import { defineNode, fellBack } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";
import { recencyWeight } from "./seeds.ts";

const dayMs = 86_400_000;

export const boughtBefore = defineNode({
  type: "find.bought-before",
  version: 1,
  title: "Bought before",
  summary: "What this shopper bought, recent and repeated purchases first.",
  icon: "history",
  inputs: { shopper: port("Shopper") },
  outputs: { products: port("Products") },
  config: z.object({
    limit: z.int().min(1).max(1000).default(60).describe("How many products to find at most."),
    halfLifeDays: z.number().positive().max(3650).default(90).describe("A purchase of this many days ago counts half."),
    history: z.int().min(1).max(2000).default(500).describe("How many of the latest purchases to read."),
  }),
  effects: ["events", "products", "clock", "deadline"],
  migrations: {},
  caption: "half-life {halfLifeDays} days",
  run: async (ctx, { shopper }, { limit, halfLifeDays, history }) => {
    if (shopper.id === undefined) return fellBack({ products: [] }, "The request names no shopper.");
    const recent = await ctx.events.recent({
      shopperId: shopper.id,
      kinds: ["purchase"],
      limit: history,
      withinMs: ctx.deadline.leftMs(),
    });
    if (recent.length === 0) return fellBack({ products: [] }, "This shopper has not bought anything yet.");
    const now = ctx.clock.now();
    const scores = new Map<string, number>();
    for (const { productId, at } of recent) {
      scores.set(productId, (scores.get(productId) ?? 0) + recencyWeight((now - at) / dayMs, halfLifeDays));
    }
    const hits = [...scores]
      .map(([id, score]) => ({ id, score }))
      .sort((a, b) => b.score - a.score || byTieKey(a.id, b.id));
    const best = hits.slice(0, limit);
    const fields = await ctx.products.get(best.map((hit) => hit.id));
    return { products: hitsToProducts(ctx.self, best, fields) };
  },
  examples: [
    {
      title: "Two purchases, one a half-life old",
      inputs: { shopper: { id: "s1" } },
      given: {
        clock: 90 * dayMs,
        events: {
          recent: [
            { productId: "a", kind: "purchase", at: 90 * dayMs, quantity: 1 },
            { productId: "b", kind: "purchase", at: 0, quantity: 5 },
          ],
        },
        products: { get: [{ title: "Tent" }, { title: "Poles" }] },
      },
      outputs: {
        products: [
          { id: "a", score: 1, fields: { title: "Tent" }, from: [{ node: "this", rank: 1, score: 1 }], effects: [] },
          {
            id: "b",
            score: 0.5,
            fields: { title: "Poles" },
            from: [{ node: "this", rank: 2, score: 0.5 }],
            effects: [],
          },
        ],
      },
    },
    {
      title: "A new shopper",
      inputs: { shopper: { id: "new" } },
      given: { clock: 0, events: { recent: [] } },
      outputs: { products: [] },
      fellBack: "This shopper has not bought anything yet.",
    },
  ],
});
