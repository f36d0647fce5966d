import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { defineNode, fellBack, type NodeDefinition } from "@aisle/runtime/node-sdk/define-node";
import { hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import { port, type Shopper } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";
import { seedsOf } from "./seeds.ts";

const config = z.object({
  limit: z.int().min(1).max(1000).default(80).describe("How many products to find at most."),
  seeds: z.int().min(1).max(100).default(20).describe("How many of the shopper's latest products to start from."),
  halfLifeDays: z.number().positive().max(3650).default(30).describe("A product of this many days ago counts half."),
});

/** The two nodes differ in which kind of event ties products together, and in nothing else. */
function customersAlso(kind: InteractionKind, verb: string, icon: string): NodeDefinition {
  return defineNode({
    type: `find.customers-also-${verb}`,
    version: 1,
    title: `Customers also ${verb}`,
    summary: `Products that were ${verb} together with what this shopper has ${kind === "view" ? "looked at" : "bought"}.`,
    icon,
    inputs: { shopper: port("Shopper") },
    outputs: { products: port("Products") },
    config,
    effects: ["events", "products", "clock", "deadline"],
    reads: [`artifact.together.${kind}.version`],
    migrations: {},
    caption: "{limit} products from the last {seeds}",
    run: async (ctx, { shopper }, { limit, seeds: count, halfLifeDays }) => {
      const recent =
        shopper.id === undefined
          ? []
          : await ctx.events.recent({
              shopperId: shopper.id,
              kinds: kind === "view" ? ["view", "cart", "purchase"] : [kind, "cart"],
              limit: count * 2,
              withinMs: ctx.deadline.leftMs(),
            });
      const seeds = seedsOf(shopper, recent, ctx.clock.now(), halfLifeDays, count);
      if (seeds.length === 0) return fellBack({ products: [] }, whyNoSeeds(shopper));
      const hits = await ctx.events.together({ kind, seeds, limit });
      const fields = await ctx.products.get(hits.map((hit) => hit.id));
      return { products: hitsToProducts(ctx.self, hits, fields) };
    },
    examples: [
      {
        title: "One product in the session",
        inputs: { shopper: { viewed: ["a"] } },
        given: { clock: 0, events: { together: [{ id: "b", score: 0.4 }] }, products: { get: [{ title: "Poles" }] } },
        outputs: {
          products: [
            {
              id: "b",
              score: 0.4,
              fields: { title: "Poles" },
              from: [{ node: "this", rank: 1, score: 0.4 }],
              effects: [],
            },
          ],
        },
      },
      {
        title: "A shopper without a history",
        inputs: { shopper: { id: "new" } },
        given: { clock: 0, events: { recent: [] } },
        outputs: { products: [] },
        fellBack: "This shopper has no history yet.",
      },
    ],
  });
}

function whyNoSeeds(shopper: Shopper): string {
  return shopper.id === undefined
    ? "The request names no shopper and no viewed products."
    : "This shopper has no history yet.";
}

export const customersAlsoViewed = customersAlso("view", "viewed", "eye");
export const customersAlsoBought = customersAlso("purchase", "bought", "shopping-bag");
