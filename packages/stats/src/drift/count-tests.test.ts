import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { smallestP } from "../distributions/normal.ts";
import { binaryZ } from "./binary-z.ts";
import { chiSquareContingency, chiSquareGoodnessOfFit } from "./chi-square-tests.ts";
import { type FisherExact, fisherExact } from "./fisher-exact.ts";

function fisher(table: readonly [number, number, number, number], alternative?: "greater" | "less"): FisherExact {
  const result = fisherExact(...table, alternative ? { alternative } : {});
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

describe("chi-square tests", () => {
  it("gives the figures of SciPy 1.10.1 (chisquare, chi2_contingency)", () => {
    expect(chiSquareGoodnessOfFit([18, 22, 30, 10], [1, 1, 1, 1])).toMatchObject({
      statistic: expect.closeTo(10.4, 10),
      pValue: expect.closeTo(0.015454827216857748, 12),
      smallestExpected: 20,
    });
    expect(chiSquareGoodnessOfFit([100, 130, 90], [1, 1, 1.5])).toMatchObject({
      statistic: expect.closeTo(33.28125, 10),
      pValue: expect.closeTo(5.930186981438193e-8, 17),
    });
    const table = [
      [10, 20],
      [30, 15],
    ];
    expect(chiSquareContingency(table)).toMatchObject({
      statistic: expect.closeTo(6.752232142857143, 10),
      pValue: expect.closeTo(0.00936304763753395, 12),
      degreesOfFreedom: 1,
    });
    expect(chiSquareContingency(table, { yates: false })).toMatchObject({
      statistic: expect.closeTo(8.035714285714285, 10),
      pValue: expect.closeTo(0.0045863920802535025, 12),
    });
    expect(
      chiSquareContingency([
        [10, 20, 30],
        [6, 9, 17],
        [22, 3, 9],
      ]),
    ).toMatchObject({
      statistic: expect.closeTo(27.147500241873058, 10),
      pValue: expect.closeTo(1.8559511567237034e-5, 14),
      degreesOfFreedom: 4,
    });
  });

  it("reads a category never expected as drift, with the smallest p there is", () => {
    expect(chiSquareGoodnessOfFit([50, 50, 1], [1, 1, 0])).toMatchObject({ pValue: smallestP });
    expect(chiSquareGoodnessOfFit([50, 50, 0], [1, 1, 0])).toMatchObject({ statistic: 0, pValue: 1 });
    expect(chiSquareGoodnessOfFit([5, 1], [1, 0])).toMatchObject({ degreesOfFreedom: 1, pValue: smallestP });
  });

  it("leaves out empty rows and columns, and says when nothing can be compared", () => {
    expect(
      chiSquareContingency([
        [10, 0, 20],
        [0, 0, 0],
        [30, 0, 15],
      ]),
    ).toEqual(
      chiSquareContingency([
        [10, 20],
        [30, 15],
      ]),
    );
    expect(chiSquareContingency([[1, 2]])).toMatchObject({ degenerate: "constant" });
    expect(chiSquareContingency([])).toMatchObject({ degenerate: "empty" });
    expect(chiSquareGoodnessOfFit([0, 0], [1, 1])).toMatchObject({ degenerate: "empty" });
    expect(chiSquareGoodnessOfFit([4], [1])).toMatchObject({ degenerate: "constant" });
    expect(() => chiSquareGoodnessOfFit([-1, 2], [1, 1])).toThrow(StatsInputError);
    expect(() => chiSquareContingency([[1], [1, 2]])).toThrow(StatsInputError);
  });

  it("is blind to the order of rows, columns and to turning the table over", () => {
    const row = fc.tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 5 }), (table) => {
        const statistic = (t: number[][]) => {
          const result = chiSquareContingency(t);
          return isDegenerate(result) ? Number.NaN : result.statistic;
        };
        const value = statistic(table);
        expect(statistic(table.toReversed())).toBeCloseTo(value, 8);
        expect(statistic(table.map((r) => [...r].reverse()))).toBeCloseTo(value, 8);
        expect(statistic([0, 1, 2].map((k) => table.map((r) => r[k]!)))).toBeCloseTo(value, 8);
      }),
    );
  });
});

describe("fisherExact", () => {
  it("gives the figures of SciPy 1.10.1 (fisher_exact)", () => {
    const known: [readonly [number, number, number, number], number, number, number, number][] = [
      [[8, 2, 1, 5], 20, 0.034965034965034975, 0.024475524475524483, 0.9991258741258742],
      [[1, 9, 11, 3], 0.030303030303030304, 0.0027594561852200836, 0.9999663480953022, 0.0013797280926100418],
      [[0, 5, 5, 0], 0, 0.007936507936507938, 1, 0.003968253968253969],
      [[120, 180, 150, 130], 0.5777777777777777, 0.00116400264410454, 0.9996130875971018, 0.0006998627602134318],
      [[3, 0, 0, 3], Number.POSITIVE_INFINITY, 0.1, 0.05, 1],
    ];
    for (const [table, odds, p, greater, less] of known) {
      expect(fisher(table).oddsRatio).toBeCloseTo(odds, 10);
      expect(fisher(table).pValue).toBeCloseTo(p, 12);
      expect(fisher(table, "greater").pValue).toBeCloseTo(greater, 12);
      expect(fisher(table, "less").pValue).toBeCloseTo(less, 12);
    }
    expect(fisher([50120, 949880, 49500, 950500]).pValue).toBeCloseTo(0.044227176815486165, 8);
  });

  it("stays exact for hundreds of millions of rows, and never gives 0", () => {
    const big = fisher([50_000_000, 450_000_000, 50_010_000, 449_990_000]).pValue;
    const z = binaryZ(50_000_000, 500_000_000, 50_010_000, 500_000_000);
    expect(big).toBeCloseTo(isDegenerate(z) ? Number.NaN : z.pValue, 3);
    expect(fisher([100_000, 0, 0, 100_000]).pValue).toBe(smallestP);
    expect(fisher([100_000, 0, 0, 100_000], "less").pValue).toBe(1);
  });

  it("does not change when rows trade places together with columns, or the table is turned over", () => {
    const count = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisher([a, b, c, d]).pValue;
        expect(fisher([d, c, b, a]).pValue).toBeCloseTo(p, 9);
        expect(fisher([a, c, b, d]).pValue).toBeCloseTo(p, 9);
        expect(fisher([c, d, a, b]).pValue).toBeCloseTo(p, 9);
        const oneSided = fisher([a, b, c, d], "greater").pValue + fisher([a, b, c, d], "less").pValue;
        expect(oneSided).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it("says when a margin is empty and refuses what is no count", () => {
    expect(fisherExact(0, 0, 3, 4)).toMatchObject({ degenerate: "constant" });
    expect(() => fisherExact(1.5, 0, 3, 4)).toThrow(StatsInputError);
  });
});

describe("binaryZ", () => {
  it("gives the figures of SciPy 1.10.1 (2 · norm.sf of the pooled z), at small and very large counts", () => {
    expect(binaryZ(120, 1000, 150, 1100)).toMatchObject({
      z: expect.closeTo(1.11886678885699, 10),
      pValue: expect.closeTo(0.26319697322486246, 12),
    });
    expect(binaryZ(1e6, 1e9, 1e6 + 5000, 1e9)).toMatchObject({
      z: expect.closeTo(3.5328940649274796, 9),
      pValue: expect.closeTo(0.00041103713990352903, 12),
    });
  });

  it("says when there is nothing to tell apart, and never gives 0", () => {
    expect(binaryZ(0, 10, 0, 20)).toMatchObject({ degenerate: "constant" });
    expect(binaryZ(0, 0, 1, 20)).toMatchObject({ degenerate: "empty" });
    expect(binaryZ(0, 1e9, 1e9, 1e9)).toMatchObject({ pValue: smallestP });
    expect(() => binaryZ(11, 10, 0, 20)).toThrow(StatsInputError);
  });
});
