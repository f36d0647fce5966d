import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { kolmogorovSf } from "./kolmogorov-distribution.ts";
import { type KolmogorovSmirnovOptions, kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { ksExactP } from "./ks-exact-p.ts";
import { type NumericSample, sortSample } from "./sorted-sample.ts";

function ks(a: NumericSample, b: NumericSample, options: KolmogorovSmirnovOptions = {}) {
  const result = kolmogorovSmirnov(a, b, options);
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

const range = (n: number, from = 0, step = 1) => Float64Array.from({ length: n }, (_, i) => from + i * step);
/** Four decimals, as the figures from SciPy were computed on; no value repeats. */
const first = Array.from({ length: 200 }, (_, k) => Number((Math.sin(k + 1) * 10 + ((k + 1) % 7)).toFixed(4)));
const second = Array.from({ length: 150 }, (_, k) =>
  Number((Math.cos((k + 1) * 1.3) * 11 + ((k + 1) % 5) + 0.8).toFixed(4)),
);

describe("kolmogorovSmirnov", () => {
  it("gives D, place and exact p of SciPy 1.10.1 (ks_2samp, method 'exact')", () => {
    const result = ks(first, second);
    expect(result.method).toBe("exact");
    expect(result.statistic).toBeCloseTo(0.08, 12);
    expect(result.location).toBe(-5.2188);
    expect(result.pValue).toBeCloseTo(0.617807660042271, 11);
    expect(ks([1, 2, 3, 4, 5], [2.5, 3.5, 6, 7, 8, 9]).pValue).toBeCloseTo(0.10822510822510821, 12);
    expect(ks([1, 2, 3], [4, 5, 6]).pValue).toBeCloseTo(0.1, 12);
    expect(ks([1, 2, 3, 4, 5, 6, 7, 8], [1.5, 2.5]).pValue).toBeCloseTo(0.26666666666666666, 12);
    expect(ks(range(500), range(500, 40.5)).pValue).toBeCloseTo(0.06930076569272504, 11);
    expect(ks(range(300), range(200, 60.25, 1.5)).pValue / 8.478802078729432e-5).toBeCloseTo(1, 9);
  });

  it("keeps the digits of a tiny exact p, and never gives 0", () => {
    expect(ks(range(100), range(100, 200)).pValue / 2.2087606931995054e-59).toBeCloseTo(1, 9);
    expect(ks(range(2000), range(2000, 5000)).pValue).toBeGreaterThan(0);
    expect(ks(range(50_000), range(50_000, 90_000)).pValue).toBeGreaterThan(0);
  });

  it("gives the asymptotic p of SciPy 1.10.1 (special.kolmogorov) when asked or when samples are large", () => {
    expect(ks(first, second, { method: "asymptotic" }).pValue).toBeCloseTo(0.6429130090389898, 11);
    expect(ks(range(20_000), range(20_000, 0.5)).method).toBe("asymptotic");
    const expected = { 0.3: 0.9999906941986655, 0.5: 0.9639452436648751, 0.8: 0.5441424115741981 };
    for (const [lambda, p] of Object.entries(expected)) expect(kolmogorovSf(Number(lambda))).toBeCloseTo(p, 12);
    expect(kolmogorovSf(0.99)).toBeCloseTo(0.2808738392255489, 12);
    expect(kolmogorovSf(1)).toBeCloseTo(0.26999967167735456, 12);
    expect(kolmogorovSf(1.36)).toBeCloseTo(0.049485876755377876, 12);
    expect(kolmogorovSf(5) / 3.8574996959278356e-22).toBeCloseTo(1, 10);
    expect(kolmogorovSf(15) / 7.387766136974512e-196).toBeCloseTo(1, 10);
    expect(kolmogorovSf(1e6)).toBeGreaterThan(0);
  });

  it("says when a sample bears no answer", () => {
    expect(kolmogorovSmirnov([], [1])).toMatchObject({ degenerate: "empty" });
    expect(kolmogorovSmirnov([1], [Number.NaN])).toMatchObject({ degenerate: "not-finite" });
    expect(kolmogorovSmirnov([Number.POSITIVE_INFINITY], [1])).toMatchObject({ degenerate: "not-finite" });
    expect(ks([5, 5, 5], [5, 5])).toMatchObject({ statistic: 0, pValue: 1 });
    expect(() => ksExactP(7, 2, 3)).toThrow(StatsInputError);
    expect(() => kolmogorovSf(Number.NaN)).toThrow(StatsInputError);
  });

  it("is symmetric, takes any order, and does not change under a rising transformation", () => {
    const sample = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const result = ks(a, b);
        const swapped = ks(b, a);
        expect(swapped.statistic).toBeCloseTo(result.statistic, 12);
        expect(swapped.pValue).toBeCloseTo(result.pValue, 9);
        expect(ks(a.toReversed(), b).pValue).toBe(result.pValue);
        const cubed = ks(
          a.map((x) => x ** 3 + 7),
          b.map((x) => x ** 3 + 7),
        );
        expect(cubed.pValue).toBe(result.pValue);
        expect(cubed.statistic).toBe(result.statistic);
        const sortedOnce = sortSample(a);
        if (!isDegenerate(sortedOnce)) expect(ks(sortedOnce, b)).toEqual(result);
      }),
    );
  });

  it("counts paths exactly: p times C(n+m, n) is a whole number of orders", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.nat(49), (n, m, d) => {
        const numerator = d % (n * m + 1);
        let outside = 0;
        let all = 0;
        for (let order = 0; order < 2 ** (n + m); order++) {
          let i = 0;
          let j = 0;
          let largest = 0;
          for (let bit = 0; bit < n + m; bit++) {
            if ((order >>> bit) & 1) i++;
            else j++;
            largest = Math.max(largest, Math.abs(i * m - j * n));
          }
          if (i !== n) continue;
          all++;
          if (largest >= numerator) outside++;
        }
        expect(ksExactP(numerator, n, m)).toBeCloseTo(outside / all, 12);
      }),
      { numRuns: 30 },
    );
  });
});
