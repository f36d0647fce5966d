import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { adjustPValues, type Correction } from "./adjust-p-values.ts";

const p = [0.01, 0.04, 0.03, 0.005, 0.8, 0.0004, 0.04];
const corrections: Correction[] = ["bonferroni", "holm", "benjamini-hochberg", "benjamini-yekutieli"];

describe("adjustPValues", () => {
  // Figures: statsmodels 0.13.5 multipletests.
  it.each([
    ["bonferroni", [0.07, 0.28, 0.21, 0.035, 1, 0.0028, 0.28]],
    ["holm", [0.05, 0.12, 0.12, 0.03, 0.8, 0.0028, 0.12]],
    [
      "benjamini-hochberg",
      [0.023333333333333334, 0.04666666666666667, 0.04666666666666667, 0.0175, 0.8, 0.0028, 0.04666666666666667],
    ],
    ["benjamini-yekutieli", [0.0605, 0.121, 0.121, 0.045375, 1, 0.00726, 0.121]],
  ] as const)("%s agrees with statsmodels", (correction, want) => {
    const got = adjustPValues(p, correction);
    for (const [i, value] of want.entries()) expect(got[i]).toBeCloseTo(value, 12);
  });

  it("keeps order, never lowers a p-value, ignores the order of tests, and ranks the corrections", () => {
    const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(list, (values) => {
        const by = Object.fromEntries(corrections.map((c) => [c, adjustPValues(values, c)]));
        const reversed = [...values].reverse();
        for (const correction of corrections) {
          const adjusted = by[correction] ?? [];
          expect(adjustPValues(reversed, correction).reverse()).toEqual(adjusted);
          for (let i = 0; i < values.length; i++) {
            expect(adjusted[i]).toBeGreaterThanOrEqual((values[i] ?? 0) - 1e-12);
            expect(adjusted[i]).toBeLessThanOrEqual(1);
            for (let j = 0; j < values.length; j++)
              if ((values[i] ?? 0) < (values[j] ?? 0)) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          }
        }
        for (let i = 0; i < values.length; i++) {
          expect(by.holm?.[i]).toBeLessThanOrEqual((by.bonferroni?.[i] ?? 0) + 1e-12);
          expect(by["benjamini-hochberg"]?.[i]).toBeLessThanOrEqual((by.holm?.[i] ?? 0) + 1e-12);
        }
      }),
    );
  });

  it("takes an empty list and refuses what is no p-value", () => {
    expect(adjustPValues([], "holm")).toEqual([]);
    expect(() => adjustPValues([Number.NaN], "holm")).toThrow(StatsInputError);
    expect(() => adjustPValues([1.5], "bonferroni")).toThrow(StatsInputError);
  });
});
