import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { ascending } from "../drift/ascending.ts";
import { kolmogorovSmirnov } from "../drift/kolmogorov-smirnov.ts";
import { psiOfSamples } from "../drift/psi.ts";
import { wasserstein } from "../drift/wasserstein.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { ksOfSketches, psiOfSketches, wassersteinOfSketches } from "./compare-sketches.ts";
import {
  addToQuantiles,
  emptyQuantiles,
  mergeQuantiles,
  type QuantileSketch,
  quantileOf,
  rankError,
  weightedValues,
} from "./quantile-sketch.ts";

function sketchOf(values: ArrayLike<number>, seed: number, k = 64): QuantileSketch {
  const sketch = emptyQuantiles(seed, k);
  addToQuantiles(sketch, values);
  return sketch;
}

/** Largest gap between the sketch's distribution function and that of the values, as a share. */
function worstRank(sketch: QuantileSketch, values: ArrayLike<number>): number {
  const sorted = ascending(values)!;
  const weighted = weightedValues(sketch);
  let worst = 0;
  let at = 0;
  for (let i = 0; i < sorted.length; i++) {
    while (at < weighted.values.length && weighted.values[at]! <= sorted[i]!) at++;
    if (sorted[i] === sorted[i + 1]) continue;
    const claimed = at === 0 ? 0 : weighted.cumulative[at - 1]!;
    worst = Math.max(worst, Math.abs(claimed - (i + 1)));
  }
  return worst / sorted.length;
}

const random = seededRandom("quantile sketch");
const shapes: Record<string, (n: number) => Float64Array> = {
  normal: (n) => Float64Array.from({ length: n }, () => normalDraw(random)),
  skewed: (n) => Float64Array.from({ length: n }, () => Math.exp(2 * normalDraw(random))),
  counts: (n) => Float64Array.from({ length: n }, () => Math.floor(random() * 12)),
  rising: (n) => Float64Array.from({ length: n }, (_, i) => i),
};

describe("quantile sketch", () => {
  it("keeps every rank within its uniform bound, for any shape and order", () => {
    for (const draw of Object.values(shapes)) {
      for (let seed = 0; seed < 10; seed++) {
        const values = draw(30_000);
        const sketch = sketchOf(values, seed);
        expect(sketch.n).toBe(30_000);
        expect(worstRank(sketch, values)).toBeLessThan(rankError(sketch, { uniform: true }));
      }
    }
  });

  it("states an error that is small, and shrinks as k grows", () => {
    const values = shapes.normal!(100_000);
    const coarse = sketchOf(values, 1, 100);
    const fine = sketchOf(values, 1, 800);
    expect(rankError(sketchOf(values, 1, 400), { uniform: true })).toBeLessThan(0.012);
    expect(rankError(fine)).toBeLessThan(rankError(coarse) / 4);
    expect(weightedValues(fine).values.length).toBeLessThan(3000);
  });

  it("is exact while nothing was compacted", () => {
    const sketch = sketchOf([5, 1, 3], 1);
    expect(rankError(sketch)).toBe(0);
    expect([0, 0.3, 0.34, 1].map((q) => quantileOf(sketch, q))).toEqual([1, 1, 3, 5]);
    expect(quantileOf(emptyQuantiles(1), 0.5)).toMatchObject({ degenerate: "empty" });
  });

  it("merges in any order within the bound, keeping n and the extremes exactly", () => {
    const part = fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 400 });
    fc.assert(
      fc.property(part, part, part, (x, y, z) => {
        const all = [...x, ...y, ...z];
        const [a, b, c] = [sketchOf(x, 1, 16), sketchOf(y, 2, 16), sketchOf(z, 3, 16)];
        for (const merged of [
          mergeQuantiles(mergeQuantiles(a, b), c),
          mergeQuantiles(a, mergeQuantiles(b, c)),
          mergeQuantiles(c, mergeQuantiles(b, a)),
        ]) {
          expect(merged.n).toBe(all.length);
          const weighted = weightedValues(merged).cumulative;
          expect(weighted.at(-1) ?? 0).toBe(all.length);
          if (all.length === 0) continue;
          expect([merged.min, merged.max]).toEqual([Math.min(...all), Math.max(...all)]);
          expect(worstRank(merged, all)).toBeLessThanOrEqual(rankError(merged, { uniform: true, confidence: 0.9999 }));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("holds the bound after merging a thousand small sketches", () => {
    const values = shapes.skewed!(100_000);
    let merged = emptyQuantiles(12_345, 200);
    for (let part = 0; part < 1000; part++)
      merged = mergeQuantiles(merged, sketchOf(values.subarray(part * 100, (part + 1) * 100), part, 200));
    const bound = rankError(merged, { uniform: true });
    expect(bound).toBeLessThan(0.03);
    expect(worstRank(merged, values)).toBeLessThan(bound);
  });

  it("refuses what is not finite, k that differ and quantiles outside 0 to 1", () => {
    expect(() => sketchOf([Number.NaN], 1)).toThrow(StatsInputError);
    expect(() => emptyQuantiles(0.5)).toThrow(StatsInputError);
    expect(() => mergeQuantiles(emptyQuantiles(1, 16), emptyQuantiles(2, 32))).toThrow(StatsInputError);
    expect(() => quantileOf(sketchOf([1], 1), 1.1)).toThrow(StatsInputError);
  });
});

describe("drift from sketches", () => {
  it("lies within the stated error of KS, Wasserstein and PSI on the raw samples", () => {
    for (const [name, draw] of Object.entries(shapes)) {
      for (const shift of [0, 0.5]) {
        const reference = draw(20_000);
        const current = draw(15_000).map((x) => x * (1 + shift / 4) + shift);
        const [a, b] = [sketchOf(reference, 1, 200), sketchOf(current, 2, 200)];
        const ks = ksOfSketches(a, b);
        const raw = kolmogorovSmirnov(reference, current);
        const w = wassersteinOfSketches(a, b);
        const rawW = wasserstein(reference, current);
        const p = psiOfSketches(a, b);
        if ("degenerate" in ks || "degenerate" in raw || "degenerate" in w || "degenerate" in rawW || "degenerate" in p)
          throw new Error(`${name} is sound`);
        expect(Math.abs(ks.statistic - raw.statistic)).toBeLessThanOrEqual(ks.errorBound);
        expect(ks.errorBound).toBeLessThan(0.045);
        expect(ks.largestPValue).toBeGreaterThanOrEqual(raw.pValue);
        expect(Math.abs(w.distance - rawW.distance)).toBeLessThanOrEqual(w.errorBound);
        const rawPsi = psiOfSamples(reference, current, { binning: { kind: "edges", edges: p.edges } }) as number;
        expect(rawPsi).toBeGreaterThanOrEqual(p.between[0]);
        expect(rawPsi).toBeLessThanOrEqual(p.between[1]);
        expect(Math.abs(rawPsi - p.psi)).toBeLessThan(0.02 + 0.1 * rawPsi);
      }
    }
  });

  it("equals the raw measures while nothing was compacted", () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [a, b] = [sketchOf(x, 1), sketchOf(y, 2)];
        expect(ksOfSketches(a, b)).toMatchObject({
          statistic: (kolmogorovSmirnov(x, y) as { statistic: number }).statistic,
          errorBound: 0,
        });
        const distance = (wasserstein(x, y) as { distance: number }).distance;
        expect(wassersteinOfSketches(a, b)).toMatchObject({ distance: expect.closeTo(distance, 9), errorBound: 0 });
      }),
    );
  });

  it("says when a sketch is empty or has nothing to cut", () => {
    const some = sketchOf([1, 2], 1);
    const none = emptyQuantiles(1, 64);
    for (const compare of [ksOfSketches, wassersteinOfSketches, psiOfSketches]) {
      expect(compare(none, some)).toMatchObject({ degenerate: "empty" });
      expect(compare(some, none)).toMatchObject({ degenerate: "empty" });
    }
    expect(psiOfSketches(sketchOf([3, 3, 3], 1), some)).toMatchObject({ degenerate: "constant" });
  });
});
