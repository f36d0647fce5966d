import type { NodeContext } from "@aisle/runtime/node-sdk/capabilities/capability";
import { defineNode, fellBack } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product, rescored } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

export const usualPrice = defineNode({
  type: "rank.usual-price",
  version: 2,
  title: "Near the usual price",
  summary: "Moves products up whose price is near to what the shopper usually pays.",
  icon: "coins",
  inputs: { products: port("Products"), shopper: port("Shopper") },
  outputs: { products: port("Products") },
  config: z.object({
    strength: z.number().min(0).max(1).default(0.5).describe("How much of a score the price decides, 0–1."),
    purchases: z.int().min(1).max(200).default(20).describe("How many of the latest purchases to look at."),
    spare: z.array(z.string().min(1)).max(50).default([]).describe("Categories whose products keep their score."),
  }),
  effects: ["events", "products"],
  migrations: {
    // Version 1 called it weight, in per cent.
    1: ({ weight = 50, ...rest }) => ({ ...rest, strength: Number(weight) / 100 }),
  },
  caption: "strength {strength}, last {purchases} purchases",
  prepare: ({ spare }) => new Set(spare),
  run: async (ctx, { products, shopper }, { strength, purchases }, spared) => {
    const usual = shopper.id === undefined ? undefined : await medianPrice(ctx, shopper.id, purchases);
    if (usual === undefined) return fellBack({ products }, "No purchase of this shopper is known.");
    const weighed = products.map((item): Product => {
      const { price, category } = item.fields;
      if (typeof price !== "number" || price <= 0 || spared.has(String(category))) return item;
      const nearness = Math.min(price, usual) / Math.max(price, usual);
      return rescored(item, item.score * (1 - strength + strength * nearness));
    });
    return { products: weighed.sort((a, b) => b.score - a.score) };
  },
  examples: [
    {
      title: "The dear product goes below the one at the usual price",
      inputs: {
        shopper: { id: "s1" },
        products: [product("dear", 1, { price: 8000 }), product("usual", 0.9, { price: 2000 })],
      },
      given: {
        events: { recent: [{ productId: "p1", kind: "purchase", at: 0, quantity: 1 }] },
        products: { get: [{ price: 2000 }] },
      },
      outputs: { products: [product("usual", 0.9, { price: 2000 }), product("dear", 0.625, { price: 8000 })] },
    },
    {
      title: "A visitor of whom nothing is known",
      inputs: { shopper: {}, products: [product("a", 1, { price: 8000 })] },
      outputs: { products: [product("a", 1, { price: 8000 })] },
      fellBack: "No purchase of this shopper is known.",
    },
  ],
});

async function medianPrice(
  { events, products }: NodeContext<"events" | "products">,
  shopperId: string,
  limit: number,
): Promise<number | undefined> {
  const bought = await events.recent({ shopperId, kinds: ["purchase"], limit });
  const fields = await products.get(bought.map((one) => one.productId));
  const prices = fields.map((one) => one?.price).filter((price) => typeof price === "number" && price > 0) as number[];
  return prices.sort((a, b) => a - b)[Math.floor(prices.length / 2)];
}
