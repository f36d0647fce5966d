import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

export const explore = defineNode({
  type: "rank.explore",
  version: 1,
  title: "Explore",
  summary: "Gives a share of the places to products from further down, and logs the odds.",
  icon: "dice-5",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    share: z
      .number()
      .min(0)
      .max(1)
      .default(0.12)
      .describe("Share of the places that explore, 0–1; 0.10–0.15 is usual."),
    places: z.int().min(1).max(200).default(12).describe("How many places the shopper sees."),
    pool: z.int().min(1).max(1000).default(60).describe("How many products below those places may be drawn."),
  }),
  effects: ["random"],
  migrations: {},
  caption: "{share:%} of {places} places",
  run: (ctx, { products }, { share, places, pool }) => {
    const head = products.slice(0, places);
    const tail = products.slice(places);
    const drawn = tail.slice(0, pool);
    if (share === 0 || drawn.length === 0) return { products };
    // Each place draws one of what is left, so that by symmetry P(a product of the pool in this place) = share / pool, whatever
    // was drawn before; for that to hold no more places may explore than the pool has products.
    const odds = share / drawn.length;
    let exploring = drawn.length;
    const left = [...drawn];
    const gone: Product[] = [];
    const shown = head.map((item): Product => {
      // A pinned product keeps its place: the merchandiser's word stands above exploration.
      if (item.effects.some((effect) => effect.rule === "pin") || exploring === 0) return item;
      exploring--;
      if (ctx.random.next() >= share) return { ...item, propensity: 1 - share };
      const [picked] = left.splice(Math.floor(ctx.random.next() * left.length), 1);
      gone.push(item);
      const effects = [
        ...picked!.effects,
        { node: ctx.self, rule: "explore", change: `drawn at odds ${odds.toPrecision(3)}` },
      ];
      return { ...picked!, propensity: odds, effects };
    });
    const kept = new Set(left);
    const rest = tail.filter((item, index) => index >= drawn.length || kept.has(item));
    return { products: [...shown, ...gone, ...rest] };
  },
  examples: [
    {
      title: "A lucky draw",
      config: { share: 0.5, places: 1, pool: 1 },
      inputs: { products: [product("a", 2, {}), product("b", 1, {})] },
      given: { random: 0.1 },
      outputs: {
        products: [
          {
            ...product("b", 1, {}),
            propensity: 0.5,
            effects: [{ node: "this", rule: "explore", change: "drawn at odds 0.500" }],
          },
          product("a", 2, {}),
        ],
      },
    },
    {
      title: "No draw: the place keeps its product, at the odds of that",
      config: { share: 0.5, places: 1, pool: 1 },
      inputs: { products: [product("a", 2, {}), product("b", 1, {})] },
      given: { random: 0.9 },
      outputs: { products: [{ ...product("a", 2, {}), propensity: 0.5 }, product("b", 1, {})] },
    },
  ],
});
