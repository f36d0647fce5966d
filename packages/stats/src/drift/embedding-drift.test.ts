import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { type CentroidDistanceOptions, centroidDistance } from "./centroid-distance.ts";
import { domainClassifier } from "./domain-classifier.ts";
import { driftedComponents } from "./drifted-components.ts";
import { mmd } from "./mmd.ts";
import { rocAuc } from "./roc-auc.ts";
import type { RowMatrix } from "./row-matrix.ts";

function matrix(rows: number, columns: number, at: (row: number, column: number) => number): RowMatrix {
  const values = Float64Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns));
  return { values, rows, columns };
}

const x = matrix(30, 4, (i, k) => Math.sin(1.7 * i + k * k) + 0.3 * k);
const y = matrix(25, 4, (j, k) => Math.cos(0.9 * j + 1.1 * k) + 0.2 * k + 0.4);
const noise = (seed: number, rows: number, columns: number, shift = 0) => {
  const random = seededRandom(seed);
  return matrix(rows, columns, (_, k) => normalDraw(random) + (k === 0 ? shift : 0));
};

function sound<T>(result: T): Exclude<T, { degenerate: string }> {
  if (isDegenerate(result)) throw new Error(result.detail);
  return result as Exclude<T, { degenerate: string }>;
}

describe("drift of embeddings", () => {
  it("gives the figures of scikit-learn 1.2.1 and SciPy 1.10.1 for MMD, centroids and components", () => {
    const result = sound(mmd(x, y, { random: seededRandom(1) }));
    expect(result.mmdSquared).toBeCloseTo(0.06573978174869466, 12);
    expect(result.gamma).toBeCloseTo(0.27303087938077947, 12);
    expect(sound(centroidDistance(x, y)).distance).toBeCloseTo(0.5024367811343375, 12);
    expect(sound(centroidDistance(x, y, { metric: "cosine" })).distance).toBeCloseTo(0.05650871366834809, 12);
    const components = sound(driftedComponents(x, y));
    const expected = [0.6045240908905101, 0.3259189001797953, 0.2700086220024241, 0.16184487506157627];
    expected.forEach((value, k) => {
      expect(components.distances[k]).toBeCloseTo(value, 12);
    });
    expect(components).toMatchObject({ share: 1, drifted: true });
  });

  it("gives the AUC of scikit-learn 1.2.1 (roc_auc_score), ties as half", () => {
    const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.7, 0.2, 0.4];
    const labels = [0, 0, 1, 1, 1, 0, 0, 1];
    expect(rocAuc(scores, labels)).toBe(0.6875);
    expect(rocAuc([1, 1], [true, true])).toMatchObject({ degenerate: "constant" });
    expect(rocAuc([], [])).toMatchObject({ degenerate: "empty" });
    expect(() => rocAuc([Number.NaN], [1])).toThrow(StatsInputError);
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const score = pairs.map(([s]) => s);
        const label = pairs.map(([, l]) => l);
        const area = rocAuc(score, label);
        if (isDegenerate(area)) return;
        expect(
          rocAuc(
            score.map((s) => -s),
            label,
          ),
        ).toBeCloseTo(1 - area, 12);
        expect(
          rocAuc(
            score.map((s) => Math.exp(s)),
            label,
          ),
        ).toBe(area);
      }),
    );
  });

  it("finds a shift in one of eight directions, and none where there is none", () => {
    const random = seededRandom("embeddings");
    const reference = noise(1, 400, 8);
    const same = noise(2, 300, 8);
    const moved = noise(3, 300, 8, 1);
    const classifier = sound(domainClassifier(reference, moved, { random }));
    // Two normals one deviation apart: the best AUC there can be is Φ(1/√2) = 0.7602.
    expect(classifier.auc).toBeGreaterThan(0.71);
    expect(classifier.auc).toBeLessThan(0.81);
    expect(classifier.drifted).toBe(true);
    expect(classifier.pValue).toBeLessThan(1e-6);
    const calm = sound(domainClassifier(reference, same, { random }));
    expect(Math.abs(calm.auc - 0.5)).toBeLessThan(4 * calm.nullStandardError);
    expect(sound(mmd(reference, moved, { random, maxRows: 200 })).pValue).toBeLessThan(0.02);
    expect(sound(mmd(reference, same, { random, maxRows: 200 })).pValue).toBeGreaterThan(0.02);
    const resampled: CentroidDistanceOptions = { random };
    expect(sound(centroidDistance(reference, moved, resampled)).drifted).toBe(true);
    expect(sound(centroidDistance(reference, same, { random, quantile: 0.999 })).drifted).toBe(false);
    expect(sound(driftedComponents(reference, moved, { componentThreshold: 0.5 })).share).toBe(1 / 8);
  });

  it("learns with classes of very unequal size, and with columns that never change", () => {
    const random = seededRandom(5);
    const reference = matrix(2000, 3, (_, k) => (k === 2 ? 7 : normalDraw(random)));
    const current = matrix(60, 3, (_, k) => (k === 2 ? 7 : normalDraw(random) + (k === 0 ? 2 : 0)));
    expect(sound(domainClassifier(reference, current, { random })).auc).toBeGreaterThan(0.85);
  });

  it("does not depend on the order of the rows", () => {
    const turned = matrix(25, 4, (j, k) => y.values[(24 - j) * 4 + k]!);
    expect(sound(mmd(x, turned, { random: seededRandom(1) })).mmdSquared).toBeCloseTo(0.06573978174869466, 12);
    expect(sound(centroidDistance(x, turned)).distance).toBeCloseTo(0.5024367811343375, 12);
    expect(sound(mmd(y, x, { random: seededRandom(1) })).mmdSquared).toBeCloseTo(0.06573978174869466, 12);
  });

  it("says when embeddings bear no answer and refuses matrices that do not fit", () => {
    const random = seededRandom(1);
    const one = noise(1, 1, 4);
    const zeros = matrix(5, 4, () => 0);
    expect(mmd(x, one, { random })).toMatchObject({ degenerate: "too-few" });
    expect(mmd(zeros, zeros, { random })).toMatchObject({ degenerate: "constant" });
    expect(centroidDistance(x, zeros, { metric: "cosine" })).toMatchObject({ degenerate: "constant" });
    expect(domainClassifier(x, one, { random })).toMatchObject({ degenerate: "too-few" });
    expect(
      driftedComponents(
        x,
        matrix(3, 4, () => Number.NaN),
      ),
    ).toMatchObject({ degenerate: "not-finite" });
    expect(
      centroidDistance(
        x,
        matrix(0, 4, () => 0),
      ),
    ).toMatchObject({ degenerate: "empty" });
    expect(() => centroidDistance(x, noise(1, 5, 3))).toThrow(StatsInputError);
    expect(() => mmd(x, { values: new Float64Array(3), rows: 1, columns: 4 }, { random })).toThrow(StatsInputError);
  });
});
