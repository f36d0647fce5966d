import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import {
  type BetaBinomialOptions,
  type BetaComparison,
  betaBinomial,
  betaDifferenceInterval,
} from "./beta-binomial.ts";
import { type GaussianEffectOptions, type GaussianPosterior, gaussianEffect } from "./gaussian-effect.ts";

function compare(c: [number, number], t: [number, number], options: BetaBinomialOptions = {}): BetaComparison {
  const result = betaBinomial({ successes: c[0], n: c[1] }, { successes: t[0], n: t[1] }, options);
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

describe("beta-binomial", () => {
  // Figures: the same integrals by mpmath 1.2.1 at 30 digits.
  it.each([
    [[49, 100], [51, 100], 0.610770522687839, 0.389229477312161, 0.0387243043393442, 0.0191164612020893],
    [[3, 40], [15, 45], 0.998264714687381, 0.00173528531261896, 0.24523320735597, 4.57706791716598e-5],
    [[30, 1000], [90, 1000], 0.999999995347963, 4.65203690196028e-9, 0.0598802395293259, 8.36779994942588e-12],
  ] as const)("%j against %j", (c, t, win, lose, gain, loss) => {
    const result = compare([...c], [...t]);
    expect(result.chanceToWin).toBeCloseTo(win, 12);
    expect(result.chanceControlWins / lose).toBeCloseTo(1, 8);
    expect(result.risk[0] / gain).toBeCloseTo(1, 9);
    expect(result.risk[1] / loss).toBeCloseTo(1, 8);
  });

  it("agrees with gbstats' published risk, in its order (tests/bayesian/test_tests.py)", () => {
    const flat = compare([49, 100], [51, 100]);
    expect(flat.risk).toEqual([expect.closeTo(0.03872, 5), expect.closeTo(0.01912, 5)]);
    const prior = { treatmentPrior: { alpha: 100, beta: 100 }, controlPrior: { alpha: 1e-9, beta: 1e-9 } };
    const informed = compare([49, 100], [51, 100], prior);
    expect(informed.risk).toEqual([expect.closeTo(0.03025, 5), expect.closeTo(0.01692, 5)]);
  });

  it("stays exact for a billion units and rates of 1e-7", () => {
    const result = compare([100, 1e9], [130, 1e9]);
    expect(result.chanceToWin + result.chanceControlWins).toBeCloseTo(1, 8);
    expect(result.chanceToWin).toBeCloseTo(0.9757, 2);
    expect(result.risk[0] - result.risk[1]).toBeCloseTo(result.meanDifference, 16);
  });

  const count = fc
    .tuple(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([n, share]): [number, number] => [Math.round(n * share), n]);

  it("chances sum to 1, the gap of the risks is the mean difference, arms and direction swap", () => {
    fc.assert(
      fc.property(count, count, (c, t) => {
        const forth = compare(c, t);
        const back = compare(t, c);
        const inverse = compare(c, t, { inverse: true });
        expect(forth.chanceToWin + forth.chanceControlWins).toBeCloseTo(1, 8);
        expect(forth.risk[0] - forth.risk[1]).toBeCloseTo(forth.meanDifference, 8);
        expect(back.chanceToWin).toBeCloseTo(forth.chanceControlWins, 8);
        expect(inverse.chanceToWin).toBeCloseTo(forth.chanceControlWins, 12);
        expect(inverse.risk).toEqual([forth.risk[1], forth.risk[0]]);
      }),
      { numRuns: 60 },
    );
  });

  it("the interval of the difference holds its mass and mirrors", () => {
    const control = { alpha: 50, beta: 52 };
    const treatment = { alpha: 52, beta: 50 };
    const forth = betaDifferenceInterval(control, treatment);
    const back = betaDifferenceInterval(treatment, control);
    expect(back.low).toBeCloseTo(-forth.high, 8);
    // Normal approximation of the two posteriors: mean 0.0196, standard deviation 0.0697.
    expect(forth.low).toBeCloseTo(0.0196 - 1.96 * 0.0697, 2);
    expect(forth.high).toBeCloseTo(0.0196 + 1.96 * 0.0697, 2);
  });

  it("refuses arms without units and priors without weight", () => {
    expect(betaBinomial({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toMatchObject({ degenerate: "empty" });
    expect(() => compare([1, 2], [1, 2], { controlPrior: { alpha: 0, beta: 1 } })).toThrow(StatsInputError);
  });
});

describe("Gaussian effect", () => {
  const posterior = (
    estimate: number,
    standardError: number,
    options: GaussianEffectOptions = {},
  ): GaussianPosterior => {
    const result = gaussianEffect({ estimate, standardError }, options);
    if (isDegenerate(result)) throw new Error(result.detail);
    return result;
  };

  it("under the flat prior is the estimate itself", () => {
    const flat = posterior(0.05, 0.034);
    expect(flat.mean).toBeCloseTo(0.05, 14);
    expect(flat.standardDeviation).toBeCloseTo(0.034, 14);
    // scipy 1.10.1: norm.cdf(0.05/0.034), and truncnorm means times their probabilities.
    expect(flat.chanceToWin).toBeCloseTo(0.92929, 4);
    expect(flat.risk[0] - flat.risk[1]).toBeCloseTo(0.05, 14);
  });

  it("agrees with gbstats' published risk of a difference of means (tests/bayesian/test_tests.py)", () => {
    const two = posterior(0.5, Math.sqrt(0.25 / 10 + 1 / 10));
    expect(two.risk).toEqual([expect.closeTo(0.51256, 5), expect.closeTo(0.01256, 5)]);
  });

  it("a proper prior pulls by precision, whatever the scale it is given on", () => {
    const prior = { mean: 0, variance: 0.3 ** 2, proper: true, scale: "relative" as const };
    const relative = posterior(0.2, 0.1, { prior, scale: "relative" });
    expect(relative.mean).toBeCloseTo(0.2 / 0.01 / (1 / 0.01 + 1 / 0.09), 12);
    const absolute = posterior(0.2 * 5, 0.1 * 5, { prior, scale: "absolute", controlMean: -5 });
    expect(absolute.mean / 5).toBeCloseTo(relative.mean, 12);
    expect(absolute.chanceToWin).toBeCloseTo(relative.chanceToWin, 12);
    expect(() => posterior(1, 1, { prior, scale: "absolute", controlMean: 0 })).toThrow(StatsInputError);
  });

  it("inverse metrics win downwards, and risks stay positive far out", () => {
    const up = posterior(1, 0.01);
    const down = posterior(1, 0.01, { inverse: true });
    expect(down.chanceToWin).toBeGreaterThanOrEqual(0);
    expect(down.risk).toEqual([up.risk[1], up.risk[0]]);
    expect(posterior(0.3, 0.01).risk[1]).toBeGreaterThan(0);
    expect(gaussianEffect({ estimate: 1, standardError: 0 })).toMatchObject({ degenerate: "constant" });
  });
});
