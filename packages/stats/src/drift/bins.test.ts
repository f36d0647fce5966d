import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { type Binning, binCounts } from "./bins.ts";
import { psiOfSamples } from "./psi.ts";

const first = Array.from({ length: 200 }, (_, k) => Number((Math.sin(k + 1) * 10 + ((k + 1) % 7)).toFixed(4)));
const second = Array.from({ length: 150 }, (_, k) =>
  Number((Math.cos((k + 1) * 1.3) * 11 + ((k + 1) % 5) + 0.8).toFixed(4)),
);

function counts(a: ArrayLike<number>, b: ArrayLike<number>, binning: Binning) {
  const result = binCounts(a, b, binning);
  if (isDegenerate(result)) throw new Error(result.detail);
  return { edges: [...result.edges], reference: [...result.reference], current: [...result.current] };
}

describe("binCounts", () => {
  it("gives the Sturges bins and counts of NumPy 1.24 (histogram_bin_edges, histogram)", () => {
    const result = counts(first, second, { kind: "sturges" });
    expect(result.edges).toHaveLength(11);
    expect(result.edges[1]).toBeCloseTo(-7.52773, 10);
    expect(result.edges[10]).toBe(15.9647);
    expect(result.reference).toEqual([12, 25, 25, 20, 20, 14, 21, 25, 24, 14]);
    expect(result.current).toEqual([16, 21, 15, 12, 10, 13, 14, 13, 21, 15]);
    expect(psiOfSamples(first, second)).toBeCloseTo(0.08486355459678598, 11);
  });

  it("takes one bin per value for few values, open bins around given edges, and cuts at quantiles", () => {
    expect(counts([1, 1, 2], [2, 3, -0, 0], { kind: "auto" })).toEqual({
      edges: [0, 1, 2, 3],
      reference: [0, 2, 1, 0],
      current: [2, 0, 1, 1],
    });
    expect(counts([0, 5, 10], [-3, 10, 99], { kind: "edges", edges: [0, 10] })).toEqual({
      edges: [0, 10],
      reference: [0, 2, 1],
      current: [1, 0, 2],
    });
    const quartiles = counts([1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 9], { kind: "quantiles", count: 4 });
    expect(quartiles).toEqual({ edges: [3, 5, 7], reference: [2, 2, 2, 3], current: [0, 0, 0, 2] });
  });

  it("holds constant samples in one bin", () => {
    expect(counts([4, 4], [4], { kind: "sturges" })).toMatchObject({ edges: [3.5, 4.5], reference: [2], current: [1] });
    expect(psiOfSamples([4, 4], [4])).toBe(0);
  });

  it("says when a sample bears no answer and refuses edges out of order", () => {
    expect(binCounts([], [1], { kind: "auto" })).toMatchObject({ degenerate: "empty" });
    expect(binCounts([1], [Number.NaN], { kind: "auto" })).toMatchObject({ degenerate: "not-finite" });
    expect(() => binCounts([1], [1], { kind: "edges", edges: [2, 1] })).toThrow(StatsInputError);
    expect(() => binCounts([1], [1], { kind: "edges", edges: [] })).toThrow(StatsInputError);
    expect(() => binCounts([1], [1], { kind: "quantiles", count: 1 })).toThrow(StatsInputError);
  });

  it("loses no value, whatever the bins", () => {
    const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    const kinds: Binning[] = [
      { kind: "auto" },
      { kind: "sturges" },
      { kind: "values" },
      { kind: "quantiles", count: 5 },
      { kind: "edges", edges: [-100, 0, 3.5] },
    ];
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(...kinds), (a, b, binning) => {
        const result = counts(a, b, binning);
        expect(result.reference.reduce((sum, c) => sum + c, 0)).toBe(a.length);
        expect(result.current.reduce((sum, c) => sum + c, 0)).toBe(b.length);
        if (binning.kind !== "sturges") return;
        result.edges.slice(0, -1).forEach((edge, k) => {
          const upper = result.edges[k + 1]!;
          const last = k === result.edges.length - 2;
          const inside = a.filter((x) => x >= edge && (x < upper || (last && x <= upper))).length;
          expect(result.reference[k]).toBe(inside);
        });
      }),
    );
  });
});
