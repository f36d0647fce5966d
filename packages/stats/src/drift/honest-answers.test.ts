import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { chiSquareContingency, chiSquareGoodnessOfFit } from "./chi-square-tests.ts";
import { numericChunkDrift } from "./chunk-drift.ts";
import { columnDrift } from "./column-drift.ts";
import { domainClassifier } from "./domain-classifier.ts";
import { driftedComponents } from "./drifted-components.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { mmd } from "./mmd.ts";
import { psi, psiOfSamples } from "./psi.ts";
import { fitReconstruction } from "./reconstruction.ts";
import { hellinger, jensenShannon, lInfinity, totalVariation } from "./share-distances.ts";
import { energyDistance, wasserstein } from "./wasserstein.ts";

const nasty = [0, -0, 1, 1, -1, 1e-300, 5e-324, 1e300, -1e300, 1.7e308, -1.7e308, 0.1, 3, 7];
const unsound = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const sample = fc.array(fc.constantFrom(...nasty), { maxLength: 12 });
const dirty = fc.array(fc.constantFrom(...nasty, ...unsound), { maxLength: 12 });
const counts = fc.array(fc.constantFrom(0, 0, 1, 2, 1000, 1e9, 1e15), { minLength: 3, maxLength: 3 });

/** Walks a result: no NaN anywhere, and no p of 0. */
function expectHonest(name: string, result: unknown): void {
  if (typeof result === "number") expect(Number.isNaN(result), name).toBe(false);
  if (typeof result !== "object" || result === null) return;
  for (const [key, value] of Object.entries(result)) {
    expectHonest(`${name}.${key}`, value);
    if (key === "pValue") expect(value, name).toBeGreaterThan(0);
  }
}

function matrixOf(values: readonly number[]) {
  const rows = Math.floor(values.length / 2);
  return { values: Float64Array.from(values.slice(0, rows * 2)), rows, columns: 2 };
}

describe("drift on data as they come", () => {
  it("never answers with a silent NaN or a p of 0 on numbers of any size", () => {
    const random = seededRandom(1);
    fc.assert(
      fc.property(dirty, dirty, sample, (a, b, c) => {
        for (const other of [b, c]) {
          expectHonest("ks", kolmogorovSmirnov(a, other));
          expectHonest("wasserstein", wasserstein(a, other));
          expectHonest("energy", energyDistance(a, other));
          expectHonest("psi", psiOfSamples(a, other));
          for (const kind of ["sturges", "values"] as const)
            expectHonest("psi", psiOfSamples(a, other, { binning: { kind } }));
          expectHonest("psi", psiOfSamples(a, other, { binning: { kind: "quantiles", count: 4 } }));
          expectHonest("column", columnDrift({ kind: "numeric", reference: a, current: other }));
          expectHonest("chunks", numericChunkDrift([a, c], [other]));
          expectHonest("components", driftedComponents(matrixOf(a), matrixOf(other)));
          expectHonest("mmd", mmd(matrixOf(a), matrixOf(other), { random, permutations: 5 }));
          expectHonest("reconstruction", fitReconstruction(matrixOf(other)));
          expectHonest("classifier", domainClassifier(matrixOf(c), matrixOf(other), { random }));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never does so on counts of any size either", () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        for (const distance of [psi, jensenShannon, hellinger, totalVariation, lInfinity])
          expectHonest(distance.name, distance(a, b));
        expectHonest("goodness of fit", chiSquareGoodnessOfFit(a, b));
        expectHonest("contingency", chiSquareContingency([a, b]));
      }),
      { numRuns: 400 },
    );
  });

  it("answers for samples that are sound", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 }), (a) => {
        expect(isDegenerate(kolmogorovSmirnov(a, a))).toBe(false);
        expect(isDegenerate(wasserstein(a, a))).toBe(false);
        expect(() => psi([-1], [1])).toThrow(StatsInputError);
      }),
    );
  });
});
