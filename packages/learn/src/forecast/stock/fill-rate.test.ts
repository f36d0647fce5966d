import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../../seeded-random.ts";
import { fillRate, observedFillRate, safetyStockForFillRate } from "./fill-rate.ts";

describe("fill rate", () => {
  it("is what a simulated shelf shows", () => {
    const random = seededRandom(12);
    const [deviation, held, quantity] = [40, 30, 400];
    let short = 0;
    const cycles = 200_000;
    for (let cycle = 0; cycle < cycles; cycle++) short += Math.max(0, deviation * normalDraw(random) - held);
    expect(fillRate(held, deviation, quantity)).toBeCloseTo(1 - short / cycles / quantity, 3);
  });

  it("is undone by the safety stock for it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.9999, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.double({ min: 1, max: 5000, noNaN: true }),
        (target, deviation, quantity) => {
          const held = safetyStockForFillRate(target, deviation, quantity);
          expect(Math.abs(fillRate(held, deviation, quantity) - target)).toBeLessThan(1e-6);
        },
      ),
    );
    expect(safetyStockForFillRate(0.9, 0, 10)).toBe(0);
    expect(fillRate(0, 0, 10)).toBe(1);
  });

  it("counts demand that was met", () => {
    expect(observedFillRate([10, 0, 20], [5, 3, 20])).toBeCloseTo(25 / 30, 12);
    expect(observedFillRate([0], [1])).toBeNaN();
  });
});
