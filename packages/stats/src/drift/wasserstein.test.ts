import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { sortSample } from "./sorted-sample.ts";
import { energyDistance, wasserstein } from "./wasserstein.ts";

const first = Array.from({ length: 200 }, (_, k) => Number((Math.sin(k + 1) * 10 + ((k + 1) % 7)).toFixed(4)));
const second = Array.from({ length: 150 }, (_, k) =>
  Number((Math.cos((k + 1) * 1.3) * 11 + ((k + 1) % 5) + 0.8).toFixed(4)),
);

function w(a: ArrayLike<number>, b: ArrayLike<number>) {
  const result = wasserstein(a, b);
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

describe("wasserstein, energyDistance", () => {
  it("gives the figures of SciPy 1.10.1 (wasserstein_distance, energy_distance; norm by numpy.std)", () => {
    expect(w(first, second).distance).toBeCloseTo(0.6706655, 11);
    expect(w(first, second).normed).toBeCloseTo(0.09239650818822219, 11);
    expect(energyDistance(first, second)).toBeCloseTo(0.2347488480624914, 11);
  });

  it("norms a constant reference by the smallest norm, not by zero", () => {
    expect(w([5, 5], [5, 5])).toEqual({ distance: 0, normed: 0, norm: 0.001 });
    expect(w([5, 5], [6, 6]).normed).toBeCloseTo(1000, 9);
    expect(wasserstein([5, 5], [6, 6], { smallestNorm: 2 })).toMatchObject({ normed: 0.5 });
  });

  it("says when a sample bears no answer", () => {
    expect(wasserstein([], [1])).toMatchObject({ degenerate: "empty" });
    expect(energyDistance([1], [Number.NaN])).toMatchObject({ degenerate: "not-finite" });
  });

  it("measures a shift by its size, is symmetric, scales with the unit, and keeps the triangle inequality", () => {
    const sample = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, sample, fc.integer({ min: -50, max: 50 }), (a, b, c, shift) => {
        const distance = w(a, b).distance;
        const shifted = a.map((x) => x + shift);
        expect(w(a, shifted).distance).toBeCloseTo(Math.abs(shift), 9);
        expect(w(b, a).distance).toBeCloseTo(distance, 9);
        expect(energyDistance(b, a)).toBeCloseTo(energyDistance(a, b) as number, 9);
        const scaled = w(
          a.map((x) => x * 3),
          b.map((x) => x * 3),
        );
        expect(scaled.distance).toBeCloseTo(3 * distance, 9);
        expect(w(a, c).distance).toBeLessThanOrEqual(distance + w(b, c).distance + 1e-9);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(mean(a) - mean(b)) - 1e-9);
      }),
    );
  });

  it("keeps its digits far from zero", () => {
    const far = sortSample(first.map((x) => x + 1e9));
    const near = sortSample(first);
    if (isDegenerate(far) || isDegenerate(near)) throw new Error("both samples are sound");
    expect(far.standardDeviation).toBeCloseTo(near.standardDeviation, 6);
    expect(far.mean - 1e9).toBeCloseTo(near.mean, 6);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
