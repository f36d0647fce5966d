import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { betaBinomial } from "./beta-binomial.ts";
import { betaDraw, chanceBest } from "./chance-best.ts";
import { thompsonWeights } from "./thompson-weights.ts";

describe("the chance to be best", () => {
  it("of two rates is that of exact quadrature, within five standard errors of the simulation", () => {
    for (const [c, t] of [
      [
        [49, 100],
        [51, 100],
      ],
      [
        [3, 40],
        [15, 45],
      ],
      [
        [0, 5],
        [0, 5],
      ],
    ] as const) {
      const exact = betaBinomial({ successes: c[0], n: c[1] }, { successes: t[0], n: t[1] });
      if ("degenerate" in exact) throw new Error(exact.detail);
      const beliefs = [c, t].map(([successes, n]) => ({ alpha: 1 + successes, beta: 1 + n - successes }));
      const [, simulated] = chanceBest(beliefs, seededRandom("two rates"), { draws: 40_000 });
      expect(Math.abs(simulated! - exact.chanceToWin)).toBeLessThan(5 * Math.sqrt(0.25 / 40_000));
    }
  });

  it("of normal arms is that of the normal distribution; less may be better; what is known for sure ties", () => {
    const beliefs = [
      { mean: 0, standardDeviation: 1 },
      { mean: 1, standardDeviation: 1 },
    ];
    // P(N(1, 2) > 0) = Φ(1 / √2) = 0.76025.
    const [, up] = chanceBest(beliefs, seededRandom(1), { draws: 40_000 });
    const [down] = chanceBest(beliefs, seededRandom(1), { draws: 40_000, inverse: true });
    expect(up).toBeCloseTo(0.76025, 1);
    expect(Math.abs(up! - 0.76025)).toBeLessThan(0.0107);
    expect(Math.abs(down! - 0.76025)).toBeLessThan(0.0107);
    const sure = { mean: 3, standardDeviation: 0 };
    expect(chanceBest([sure, sure, { mean: 2, standardDeviation: 0 }], seededRandom(2), { draws: 10 })).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(0.5, 12),
      0,
    ]);
  });

  it("gives the same for the same seed, and refuses beliefs that are none", () => {
    const beliefs = [
      { alpha: 3, beta: 9 },
      { alpha: 4, beta: 9 },
    ];
    expect(chanceBest(beliefs, seededRandom("s"))).toEqual(chanceBest(beliefs, seededRandom("s")));
    expect(() => chanceBest([], seededRandom(1))).toThrow(StatsInputError);
    expect(() => chanceBest([{ alpha: 0, beta: 1 }], seededRandom(1))).toThrow(StatsInputError);
    expect(() => chanceBest([{ mean: Number.NaN, standardDeviation: 1 }], seededRandom(1))).toThrow(StatsInputError);
  });

  it.each([
    [0.3, 0.5],
    [2, 7],
    [1000, 20],
  ])("draws a beta distribution (%d, %d) with its mean and variance", (alpha, beta) => {
    const random = seededRandom(`beta ${alpha}`);
    const n = 40_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = betaDraw({ alpha, beta }, random);
      sum += x;
      squares += x * x;
    }
    const mean = alpha / (alpha + beta);
    const variance = (mean * (1 - mean)) / (alpha + beta + 1);
    expect(Math.abs(sum / n - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
    expect((squares / n - (sum / n) ** 2) / variance).toBeCloseTo(1, 1);
  });
});

describe("weights by Thompson sampling", () => {
  it("sum to 1 in whole ten-thousandths, and no arm falls below the floor", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (raw, share) => {
          const sum = raw.reduce((total, value) => total + value, 0);
          const floor = share / raw.length;
          const weights = thompsonWeights(
            raw.map((value) => value / sum),
            floor,
          );
          const steps = weights.map((weight) => Math.round(weight * 10_000));
          expect(steps.reduce((total, step) => total + step, 0)).toBe(10_000);
          for (const [i, weight] of weights.entries()) {
            expect(weight).toBeCloseTo(steps[i]! / 10_000, 14);
            // Where all floors together leave nothing, arms are alike.
            expect(weight).toBeGreaterThanOrEqual(Math.min(floor, Math.floor(10_000 / raw.length) / 10_000) - 1e-9);
          }
        },
      ),
    );
  });

  it("are the chances themselves without a floor, and refuse what does not sum", () => {
    expect(thompsonWeights([0.25, 0.75], 0)).toEqual([0.25, 0.75]);
    expect(thompsonWeights([0, 1], 0.05)).toEqual([0.05, 0.95]);
    expect(thompsonWeights([1, 0, 0], 1 / 3)).toEqual([0.3334, 0.3333, 0.3333]);
    expect(() => thompsonWeights([0.5, 0.4], 0.05)).toThrow(StatsInputError);
    expect(() => thompsonWeights([0.5, 0.5], 0.6)).toThrow(StatsInputError);
  });
});
