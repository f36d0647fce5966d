import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { type PriceHistory, priceElasticities } from "./price-elasticity.ts";

const random = seededRandom(17);
const truths = new Map<string, number>();

function history(product: string, category: string, elasticity: number, periods: number): PriceHistory {
  truths.set(product, elasticity);
  const prices = Float64Array.from(
    { length: periods },
    () => 2 * (random() < 0.3 ? 0.8 : 1) * (1 + 0.02 * normalDraw(random)),
  );
  const units = prices.map((price) => 80 * price ** elasticity * Math.exp(0.3 * normalDraw(random)));
  return { product, category, prices, units };
}

const histories = [
  ...Array.from({ length: 60 }, (_, i) =>
    history(`juice ${i}`, "juice", -2.5 + 0.3 * normalDraw(random), 8 + (i % 40)),
  ),
  ...Array.from({ length: 60 }, (_, i) => history(`salt ${i}`, "salt", -0.5 + 0.3 * normalDraw(random), 8 + (i % 40))),
];

describe("price elasticity", () => {
  const found = priceElasticities(histories);

  it("is nearer to the truth when shrunk to the category than alone", () => {
    let alone = 0;
    let shrunk = 0;
    for (const one of found) {
      alone += (one.ownElasticity - truths.get(one.product)!) ** 2;
      shrunk += (one.elasticity - truths.get(one.product)!) ** 2;
    }
    expect(shrunk).toBeLessThan(0.5 * alone);
    expect(Math.sqrt(shrunk / found.length)).toBeLessThan(0.4);
  });

  it("keeps categories apart", () => {
    const mean = (category: string): number => {
      const own = found.filter((one) => one.category === category);
      return own.reduce((sum, one) => sum + one.elasticity / own.length, 0);
    };
    expect(Math.abs(mean("juice") + 2.5)).toBeLessThan(0.25);
    expect(Math.abs(mean("salt") + 0.5)).toBeLessThan(0.25);
  });

  it("takes the category's mean where a price never moved, and a usual one where nothing is known", () => {
    const still: PriceHistory = { product: "still", category: "juice", prices: [2, 2, 2, 2], units: [5, 6, 7, 5] };
    const [one] = priceElasticities([still, ...histories]);
    expect(one!.ownElasticity).toBeNaN();
    expect(one!.ownWeight).toBe(0);
    expect(Math.abs(one!.elasticity + 2.5)).toBeLessThan(0.3);
    expect(priceElasticities([still])[0]!.elasticity).toBe(-1.5);
    expect(() => priceElasticities([{ ...still, units: [1] }])).toThrow(/still: 1 units but 4 prices/);
  });
});
