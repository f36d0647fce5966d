import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { describe, expect, it } from "vitest";
import { explore } from "./explore.ts";
import { exploreSlotOdds, oddsOf } from "./explore-slot-odds.ts";

const pinned = [{ node: "pins", rule: "pin", change: "to 2" }];
const items = Array.from({ length: 12 }, (_, at): Product => product(`p${at}`, 12 - at, {}));
const withPin = items.map((item, at) => (at === 1 ? { ...item, effects: pinned } : item));

/** What the node gives for a row of random numbers. */
function drawn(products: readonly Product[], config: Parameters<typeof exploreSlotOdds>[1], seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const ctx = { self: "this", random: { next } };
  return (explore.run(ctx as never, { products }, config, new Map()) as { products: readonly Product[] }).products;
}

describe("the odds of every product in every place", () => {
  it.each([
    ["a part of the places", items, { share: 0.3, places: 4, pool: 5 }],
    ["a pool smaller than the places", items, { share: 0.6, places: 5, pool: 2 }],
    ["a pinned product", withPin, { share: 0.5, places: 3, pool: 4 }],
    ["everything always", items, { share: 1, places: 3, pool: 9 }],
    ["nothing", items, { share: 0, places: 3, pool: 9 }],
  ])("are those that the node logs: %s", (_name, products, config) => {
    const odds = exploreSlotOdds(products, config, products.length)!;
    for (let seed = 1; seed <= 60; seed++) {
      for (const [place, { id, propensity }] of drawn(products, config, seed).entries())
        expect(oddsOf(odds, place, id), `${id} in ${place}`).toBeCloseTo((propensity as number) ?? 1, 9);
    }
    for (const [place, own] of odds.places.entries()) {
      const sum = own.reduce((all, [, p]) => all + p, 0) + odds.poolOdds[place]! * odds.pool.length;
      expect(sum, `place ${place}`).toBeCloseTo(1, 6);
    }
  });

  it("are of the first places alone where fewer are asked for", () => {
    expect(exploreSlotOdds(items, { share: 0.3, places: 4, pool: 5 }, 2)!.places).toHaveLength(2);
    expect(exploreSlotOdds([], { share: 0.3, places: 4, pool: 5 }, 2)).toMatchObject({ places: [] });
  });
});
