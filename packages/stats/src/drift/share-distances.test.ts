import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { categoryCounts } from "./category-counts.ts";
import { psi } from "./psi.ts";
import { hellinger, jensenShannon, lInfinity, totalVariation } from "./share-distances.ts";

const before = [10, 0, 35, 5];
const now = [8, 4, 20, 0];
const all = [psi, jensenShannon, hellinger, totalVariation, lInfinity];

describe("distances between shares", () => {
  it("gives the figures of SciPy 1.10.1 (jensenshannon) and NumPy", () => {
    expect(jensenShannon(before, now)).toBeCloseTo(0.28360660593487763, 12);
    expect(jensenShannon(before, now, { base: 2 })).toBeCloseTo(0.34064624966824963, 12);
    expect(hellinger(before, now)).toBeCloseTo(0.3390506960380311, 12);
    expect(totalVariation(before, now)).toBeCloseTo(0.175, 12);
    expect(lInfinity(before, now)).toBeCloseTo(0.125, 12);
  });

  it("floors an empty bin of the PSI as Evidently's get_binned_data does (figures from NumPy)", () => {
    expect(psi(before, now)).toBeCloseTo(1.6003908452380649, 12);
    expect(psi([1e6, 30, 0, 2e5], [9e5, 0, 50, 3e5])).toBeCloseTo(0.0434968790791872, 12);
  });

  it("finds drift, not NaN, in a category never seen before", () => {
    const counts = categoryCounts(["red", "red", "blue"], ["red", "green", "green"]);
    expect(counts.categories).toEqual(["blue", "green", "red"]);
    expect(counts.unseen).toEqual(["green"]);
    expect([...counts.reference]).toEqual([1, 0, 2]);
    for (const distance of all) expect(distance(counts.reference, counts.current)).toBeGreaterThan(0.3);
  });

  it("says when a side counts nothing and refuses what is no count", () => {
    for (const distance of all) {
      expect(distance([], [])).toMatchObject({ degenerate: "empty" });
      expect(distance([0, 0], [1, 2])).toMatchObject({ degenerate: "empty" });
      expect(() => distance([1], [1, 2])).toThrow(StatsInputError);
      expect(() => distance([Number.NaN], [1])).toThrow(StatsInputError);
      expect(() => distance([-1, 2], [1, 1])).toThrow(StatsInputError);
    }
  });

  it("is 0 for equal shares, symmetric, blind to order and scale, and within its bounds", () => {
    const rows = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const p = [...pairs.map(([x]) => x), 1];
        const q = [...pairs.map(([, y]) => y), 2];
        for (const distance of all) {
          const value = distance(p, q) as number;
          expect(distance(p, p)).toBeCloseTo(0, 7);
          expect(distance(q, p)).toBeCloseTo(value, 10);
          expect(distance(p.toReversed(), q.toReversed())).toBeCloseTo(value, 10);
          expect(
            distance(
              p.map((x) => x * 4),
              q.map((x) => x * 4),
            ),
          ).toBeCloseTo(value, 10);
          expect(value).toBeGreaterThanOrEqual(0);
        }
        const tv = totalVariation(p, q) as number;
        const h = hellinger(p, q) as number;
        expect(h * h).toBeLessThanOrEqual(tv + 1e-12);
        expect(tv).toBeLessThanOrEqual(h * Math.SQRT2 + 1e-12);
        expect(lInfinity(p, q) as number).toBeLessThanOrEqual(tv + 1e-12);
        expect(jensenShannon(p, q, { base: 2 }) as number).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("reaches its largest value when the shares never meet", () => {
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.sqrt(Math.LN2), 12);
    expect(jensenShannon([1, 0], [0, 1], { base: 2 })).toBe(1);
    expect(hellinger([1, 0], [0, 1])).toBe(1);
    expect(totalVariation([1, 0], [0, 1])).toBe(1);
  });
});
