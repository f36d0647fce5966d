import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { type DiscountHistory, discountPriors, priceSensitivity } from "./discount-response.ts";

/** Sum of `count` exponential draws: a gamma draw with a whole shape. */
function gammaDraw(shape: number, random: () => number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random());
  return sum;
}

describe("price sensitivity from discounts", () => {
  const random = seededRandom(13);
  const simulate = (a: number, b: number, category: string): DiscountHistory[] =>
    Array.from({ length: 4000 }, (_, i) => {
      const x = gammaDraw(a, random);
      const share = x / (x + gammaDraw(b, random));
      const purchases = 1 + Math.floor(random() * 12);
      let discounted = 0;
      for (let k = 0; k < purchases; k++) if (random() < share) discounted++;
      return { shopper: `s${i}`, category, purchases, discounted };
    });

  it("recovers the beta distribution that shoppers were drawn from", () => {
    const priors = discountPriors([...simulate(2, 6, "coffee"), ...simulate(8, 2, "wine")]);
    expect(priors.get("coffee")!.mean).toBeCloseTo(0.25, 1);
    expect(Math.abs(priors.get("coffee")!.strength / 8 - 1)).toBeLessThan(0.15);
    expect(priors.get("wine")!.mean).toBeCloseTo(0.8, 1);
    expect(Math.abs(priors.get("wine")!.strength / 10 - 1)).toBeLessThan(0.15);
  });

  it("trusts a category's mean where its shoppers are alike", () => {
    const alike = Array.from({ length: 3000 }, (_, i) => {
      let discounted = 0;
      for (let k = 0; k < 8; k++) if (random() < 0.4) discounted++;
      return { shopper: `s${i}`, category: "milk", purchases: 8, discounted };
    });
    expect(discountPriors(alike).get("milk")!.strength).toBeGreaterThan(100);
    const once = alike.map((one) => ({ ...one, purchases: 1, discounted: one.discounted > 3 ? 1 : 0 }));
    expect(discountPriors(once).get("milk")!.strength).toBeCloseTo(1000, 6);
  });

  it("shrinks little evidence and follows much", () => {
    const prior = { mean: 0.25, strength: 8 };
    expect(priceSensitivity({ purchases: 0, discounted: 0 }, prior)).toEqual({
      discountShare: 0.25,
      sensitivity: 0,
      purchases: 0,
    });
    expect(priceSensitivity({ purchases: 2, discounted: 2 }, prior).discountShare).toBeCloseTo(0.4, 12);
    expect(priceSensitivity({ purchases: 200, discounted: 200 }, prior).discountShare).toBeGreaterThan(0.95);
    expect(priceSensitivity({ purchases: 20, discounted: 0 }, prior).sensitivity).toBeLessThan(-1);
  });

  it("has a finite prior where nothing was ever reduced", () => {
    const prior = discountPriors([{ shopper: "a", category: "books", purchases: 9, discounted: 0 }]).get("books")!;
    expect(prior.mean).toBeGreaterThan(0);
    expect(Number.isFinite(priceSensitivity({ purchases: 3, discounted: 0 }, prior).sensitivity)).toBe(true);
  });
});
