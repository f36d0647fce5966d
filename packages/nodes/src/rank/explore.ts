import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { ExploreOdds, oddsBelow } from "./explore-odds.ts";

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
  logsOdds: true,
  prepare: () => new Map<string, ExploreOdds>(),
  run: (ctx, { products }, { share, places, pool }, tables) => {
    const head = products.slice(0, places);
    const tail = products.slice(places);
    const size = Math.min(pool, tail.length);
    if (share === 0 || size === 0) return { products };
    const isPinned = (item: Product) => item.effects.some((effect) => effect.rule === "pin");
    // Each place draws one of what is left, so that by symmetry P(a product of the pool in this place) = share / pool, whatever
    // was drawn before; for that to hold no more places may explore than the pool has products.
    const exploring = Math.min(size, head.filter((item) => !isPinned(item)).length);
    const odds = tableOf(tables, exploring, size, share);
    const left = Array.from({ length: size }, (_, index) => index);
    const gone: Product[] = [];
    let place = 0;
    const shown = head.map((item): Product => {
      // A pinned product keeps its place: the merchandiser's word stands above exploration.
      if (place === exploring || isPinned(item)) return { ...item, propensity: 1 };
      place++;
      if (ctx.random.next() >= share) return { ...item, propensity: 1 - share };
      const [index] = left.splice(Math.floor(ctx.random.next() * left.length), 1);
      const picked = tail[index!]!;
      gone.push({ ...item, propensity: odds.madeWay(place - 1, gone.length) });
      const change = `drawn at odds ${(share / size).toPrecision(3)}`;
      return {
        ...picked,
        propensity: share / size,
        effects: [...picked.effects, { node: ctx.self, rule: "explore", change }],
      };
    });
    const rest = left.map((index, at): Product => {
      const offset = gone.length + at;
      return { ...tail[index]!, propensity: offset < oddsBelow ? odds.notDrawn(index, offset) : "unknown" };
    });
    // Below the pool nothing moves: as many made way as were drawn.
    const below = tail.slice(size).map((item): Product => ({ ...item, propensity: 1 }));
    return { products: [...shown, ...gone, ...rest, ...below] };
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
          { ...product("a", 2, {}), propensity: 0.5 },
        ],
      },
    },
    {
      title: "No draw: the place keeps its product, at the odds of that",
      config: { share: 0.5, places: 1, pool: 1 },
      inputs: { products: [product("a", 2, {}), product("b", 1, {})] },
      given: { random: 0.9 },
      outputs: {
        products: [
          { ...product("a", 2, {}), propensity: 0.5 },
          { ...product("b", 1, {}), propensity: 0.5 },
        ],
      },
    },
  ],
});

const maxTables = 16;

/** Odds depend on how many places explore and on the pool, which hardly change between requests. */
function tableOf(tables: Map<string, ExploreOdds>, places: number, pool: number, share: number): ExploreOdds {
  const key = `${places}/${pool}`;
  let odds = tables.get(key);
  if (odds === undefined) {
    if (tables.size >= maxTables) tables.clear();
    odds = new ExploreOdds(places, pool, share);
    tables.set(key, odds);
  }
  return odds;
}
