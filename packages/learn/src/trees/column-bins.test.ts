import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { binOf, findColumnBins } from "./column-bins.ts";
import { matrixFromColumns } from "./feature-matrix.ts";

const binsOf = (values: number[], maxBins: number) =>
  findColumnBins(matrixFromColumns({ x: values }), maxBins, seededRandom(1))[0]!;

describe("column bins", () => {
  it("keep the order of numbers, stay within the limit, and put missing last", () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, 0, -0));
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        (values, maxBins) => {
          const bins = binsOf(values, maxBins);
          expect(bins.count).toBeLessThanOrEqual(maxBins);
          expect(binOf(bins, Number.NaN)).toBe(bins.count);
          const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
          for (const [i, value] of sorted.entries()) {
            const bin = binOf(bins, value);
            expect(bin).toBeLessThan(bins.count);
            // The threshold that scoring compares with agrees with the bin that training used.
            for (const [k, cut] of bins.cuts.entries()) expect(value <= cut).toBe(bin <= k);
            if (i > 0) expect(bin).toBeGreaterThanOrEqual(binOf(bins, sorted[i - 1]!));
          }
        },
      ),
    );
  });

  it("give few distinct values a bin each, and many about equal shares", () => {
    expect(binsOf([3, 1, 1, 2, 3], 255).cuts).toEqual(Float64Array.of(1.5, 2.5));
    const random = seededRandom(2);
    const values = Array.from({ length: 5000 }, () => random() ** 3);
    const bins = binsOf(values, 50);
    const counts = new Int32Array(bins.count);
    for (const value of values) counts[binOf(bins, value)]!++;
    expect(bins.count).toBe(50);
    expect(Math.min(...counts)).toBeGreaterThan(80);
    expect(Math.max(...counts)).toBeLessThan(120);
  });

  it("give a value that fills a bin one of its own", () => {
    const values = Array.from({ length: 4000 }, (_, i) => (i < 2000 ? 0 : i));
    const bins = binsOf(values, 20);
    expect(binOf(bins, 0)).toBe(0);
    expect(binOf(bins, 2000)).toBe(1);
    expect(bins.count).toBeGreaterThan(15);
  });

  it("keep the commonest categories and put rare, negative and unseen ones with the missing", () => {
    const codes = [7, 7, 7, 900_000, 900_000, 5, -1];
    const matrix = { columns: [{ name: "c", kind: "category" as const }], rows: 7, values: Float64Array.from(codes) };
    const bins = findColumnBins(matrix, 2, seededRandom(1))[0]!;
    expect([7, 900_000, 5, -1, Number.NaN, 8].map((code) => binOf(bins, code))).toEqual([0, 1, 2, 2, 2, 2]);
  });
});
