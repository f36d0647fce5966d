import { describe, expect, it } from "vitest";
import { drawClicks } from "./choice.ts";
import { seededRandom } from "./random.ts";
import { onDevice } from "./session.ts";
import { anyClickProbability, expectedClicks, expectedValue, trueEffect } from "./shelf-response.ts";
import { drawShopper, makeShop, type SimulatedProduct } from "./shopper.ts";

const product = (number: number): SimulatedProduct => ({
  id: `p${number}`,
  title: `Product ${number}`,
  category: ["Tents", "Stoves", "Mugs"][number % 3]!,
  price: 1_000 + 100 * number,
  currency: "EUR",
});
const shop = makeShop(Array.from({ length: 30 }, (_, number) => product(number)));
const all = [...shop.products.values()];
const cheapFirst = all.slice(0, 8);
const dearFirst = [...all].reverse().slice(0, 8);
const audience = Array.from({ length: 40 }, (_, number) => ({
  shopper: drawShopper(`s${number}`, shop, seededRandom(number)),
  weight: 1 + (number % 3),
}));

describe("what a shelf truly does", () => {
  it("is the share of drawn visits with a click, and their mean clicks", () => {
    for (const { shopper } of audience.slice(0, 6)) {
      const random = seededRandom(5);
      const draws = 20_000;
      let [any, clicks] = [0, 0];
      for (let draw = 0; draw < draws; draw++) {
        const places = drawClicks(shopper, cheapFirst, shop, random);
        if (places.length > 0) any++;
        clicks += places.length;
      }
      // Five standard errors of a share are below 0.018 here.
      expect(Math.abs(any / draws - anyClickProbability(shopper, cheapFirst, shop))).toBeLessThan(0.018);
      expect(Math.abs(clicks / draws - expectedClicks(shopper, cheapFirst, shop))).toBeLessThan(0.05);
    }
  });

  it("is nothing on an empty shelf, and never less with one product more", () => {
    const { shopper } = audience[0]!;
    expect(anyClickProbability(shopper, [], shop)).toBe(0);
    for (let length = 0; length < 8; length++)
      expect(anyClickProbability(shopper, cheapFirst.slice(0, length + 1), shop)).toBeGreaterThan(
        anyClickProbability(shopper, cheapFirst.slice(0, length), shop),
      );
  });

  it("is a weighed mean over an audience, the same shelf is no effect, and what is cheap is clicked more", () => {
    const one = trueEffect(audience, { control: dearFirst, treatment: dearFirst }, shop);
    expect(one.relative).toBe(0);
    const effect = trueEffect(audience, { control: dearFirst, treatment: cheapFirst }, shop);
    expect(effect.relative).toBeGreaterThan(0.02);
    const twice = audience.flatMap(({ shopper, weight }) =>
      Array.from({ length: weight }, () => ({ shopper, weight: 1 })),
    );
    expect(trueEffect(twice, { control: dearFirst, treatment: cheapFirst }, shop).treatment).toBeCloseTo(
      effect.treatment,
      12,
    );
    expect(() => trueEffect([], { control: [], treatment: [] }, shop)).toThrow(RangeError);
    const value = trueEffect(audience, { control: cheapFirst, treatment: dearFirst }, shop, expectedValue);
    expect(value.control).toBeGreaterThan(0);
  });

  it("is less on a phone, where attention falls faster", () => {
    for (const { shopper } of audience)
      expect(anyClickProbability(onDevice(shopper, "phone"), cheapFirst, shop)).toBeLessThan(
        anyClickProbability(onDevice(shopper, "desktop"), cheapFirst, shop),
      );
  });
});
