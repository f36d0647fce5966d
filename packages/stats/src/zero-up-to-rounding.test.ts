import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainTotalChange } from "./decomposition/explain-change.ts";
import { mixAndRate } from "./decomposition/mix-and-rate.ts";
import { isDegenerate } from "./degenerate.ts";
import { centroidDistance } from "./drift/centroid-distance.ts";
import { domainClassifier } from "./drift/domain-classifier.ts";
import { mmd } from "./drift/mmd.ts";
import { fitReconstruction } from "./drift/reconstruction.ts";
import { compareArms } from "./effects/compare-arms.ts";
import { cuped, cupedRatio } from "./effects/cuped.ts";
import { momentsFromSums, momentsOf } from "./effects/moments.ts";
import { quantileSummary } from "./effects/quantile-summary.ts";
import { meanSummary, ratioSummary, type SampleSummary } from "./effects/sample-summary.ts";
import { meanAbsoluteScaledError, rootMeanSquaredScaledError } from "./forecast-accuracy/scaled-errors.ts";
import { type Estimator, estimatePolicy } from "./off-policy/estimate-policy.ts";
import { replayPolicy } from "./off-policy/replay.ts";
import { pairedRandomisation } from "./ranking/paired-randomisation.ts";
import { pairedT } from "./ranking/paired-t.ts";
import { seededRandom } from "./seeded-random.ts";
import { confidenceSequence } from "./sequential/confidence-sequence.ts";
import { msprt } from "./sequential/msprt.ts";
import { addToMoments, emptyMoments, summariseMoments } from "./sketches/moments-sketch.ts";
import { zeroUpToRounding } from "./zero-up-to-rounding.ts";

const step = fc.integer({ min: 1, max: 999 }).map((tenths) => tenths / 10);
const steps = fc.array(step, { minLength: 12, maxLength: 60 });
const summary = (value: unknown) => value as SampleSummary;
const reason = (value: unknown) => (isDegenerate(value) ? value.degenerate : value);
/** One number as decimals are added up in two orders: 0.3 and 0.30000000000000004. */
const nearly = (i: number) => (i % 2 === 0 ? 0.3 : 0.1 + 0.2);
const alike = Array.from({ length: 60 }, (_, i) => nearly(i));

it("holds what rounding leaves to be zero, and no spread that doubles can tell", () => {
  expect(zeroUpToRounding(0.1 + 0.2 - 0.3, 0.3)).toBe(true);
  expect(zeroUpToRounding(0, 0)).toBe(true);
  expect(zeroUpToRounding(Number.NaN, 1)).toBe(false);
  expect(zeroUpToRounding(5e-324, 0)).toBe(false);
  // Milliseconds since 1970 that lie ten milliseconds apart vary, however large they are.
  expect(summary(meanSummary([1.7e12, 1.7e12 + 10, 1.7e12 + 20])).variance).toBeCloseTo(100, 6);
  expect(
    isDegenerate(compareArms(summary(meanSummary([1.7e12, 1.7e12 + 1])), summary(meanSummary([1.7e12, 1.7e12 + 3])))),
  ).toBe(false);
});

describe("what varies by rounding alone does not vary", () => {
  it("in a ratio whose parts are multiples of each other", () => {
    fc.assert(
      fc.property(steps, steps, step, step, (x, y, a, b) => {
        const ratio = (values: number[], rate: number) =>
          ratioSummary(momentsOf([values.map((value) => value * rate), values]));
        expect(summary(ratio(x, a)).variance).toBe(0);
        expect(reason(compareArms(summary(ratio(x, a)), summary(ratio(y, b))))).toBe("constant");
        expect(reason(compareArms(summary(ratio(x, a)), summary(ratio(y, b)), { scale: "relative" }))).toBe("constant");
      }),
    );
  });

  it("in a ratio that does vary, however little", () => {
    const random = seededRandom(4);
    const denominator = Array.from({ length: 400 }, () => 1 + random());
    const numerator = denominator.map((value) => value * (0.3 + 1e-5 * random()));
    const { mean, variance } = summary(ratioSummary(momentsOf([numerator, denominator])));
    const spread = momentsOf([numerator.map((value, i) => (value - mean * denominator[i]!) / 1.5)]).covariance[0]![0]!;
    expect(variance / spread).toBeGreaterThan(0.9);
    expect(variance / spread).toBeLessThan(1.1);
  });

  it("in CUPED where the pre-period tells all, and where it tells nothing", () => {
    fc.assert(
      fc.property(steps, steps, step, (x, y, slope) => {
        const arms = [x, y].map((values) => momentsOf([values.map((value) => value * slope), values]));
        const adjusted = cuped(arms);
        if (isDegenerate(adjusted)) return;
        for (const scale of ["absolute", "relative"] as const)
          expect(reason(compareArms(adjusted.arms[0]!, adjusted.arms[1]!, { scale }))).toBe("constant");
        const sessions = [x, y].map((values) => {
          const ones = values.map((_, i) => 1 + (i % 3));
          return momentsOf([values.map((value) => value * slope), ones, values, ones]);
        });
        const ratios = cupedRatio(sessions);
        if (isDegenerate(ratios)) return;
        expect(reason(compareArms(ratios.arms[0]!, ratios.arms[1]!))).toBe("constant");
      }),
    );
    const flat = momentsOf([Array.from(alike, (_, i) => i), alike]);
    expect(reason(cuped([flat, flat]))).toBe("constant");
  });

  it("in means, sums and quantiles of one value", () => {
    expect(
      reason(compareArms(summary(meanSummary(alike)), summary(meanSummary(alike.map((value) => value + 1))))),
    ).toBe("constant");
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      sum += 0.1;
      squares += 0.1 * 0.1;
    }
    expect(momentsFromSums(1000, [sum], [[squares]]).covariance).toEqual([[0]]);
    expect(reason(quantileSummary([...alike, ...alike], 0.4))).toBe("constant");
    const sketch = emptyMoments();
    addToMoments(sketch, alike);
    expect(reason(summariseMoments(sketch))).toBe("constant");
  });

  it("in sequential looks and in logged rewards", () => {
    const look = { estimate: 0.3, standardError: 1e-17 };
    expect(reason(confidenceSequence(look, 100))).toBe("constant");
    expect(reason(msprt(look, { mixingVariance: 1 }))).toBe("constant");
    expect(
      reason(
        replayPolicy(
          alike,
          alike.map(() => 1),
        ),
      ),
    ).toBe("constant");
    const uneven = alike.map((_, i) => 0.4 + 0.005 * (i % 7));
    const log = {
      reward: alike,
      loggingPropensity: uneven,
      targetPropensity: uneven,
      modelOfLogged: alike,
      modelOfTarget: alike,
    };
    const support = { minimumEffective: 10 };
    const estimators: Estimator[] = [
      "ips",
      "snips",
      "clipped-ips",
      "direct",
      "doubly-robust",
      "self-normalised-doubly-robust",
    ];
    for (const estimator of estimators)
      expect(reason(estimatePolicy(log, estimator, support)), estimator).toBe("constant");
    const other = { ...log, targetPropensity: uneven.toReversed() };
    for (const estimator of ["snips", "self-normalised-doubly-robust"] as const)
      expect(reason(estimatePolicy(other, estimator, support)), estimator).toBe("constant");
  });

  it("in paired scores", () => {
    const first = Array.from({ length: 16 }, (_, i) => (i + 1) / 10);
    const shifted = first.map((value) => value + 0.1);
    expect(reason(pairedT(first, shifted))).toBe("constant");
    const again = first.map((_, i) => 0.3 * ((i + 1) / 3));
    const { wins, losses, ties, pValue } = pairedRandomisation(first, again, { random: seededRandom(1) }) as {
      wins: number;
      losses: number;
      ties: number;
      pValue: number;
    };
    expect({ wins, losses, ties, pValue }).toEqual({ wins: 0, losses: 0, ties: 16, pValue: 1 });
  });

  it("in embeddings and tables", () => {
    const matrix = (length: number, shift = 0) => ({
      values: Float64Array.from({ length }, (_, i) => nearly(i + shift)),
      rows: length / 2,
      columns: 2,
    });
    const random = seededRandom(1);
    expect(reason(mmd(matrix(80), matrix(60, 1), { random }))).toBe("constant");
    expect(reason(fitReconstruction(matrix(60)))).toBe("constant");
    const one = (rows: number) => ({ values: new Float64Array(rows * 2).fill(0.1), rows, columns: 2 });
    for (const metric of ["euclidean", "cosine"] as const)
      expect(centroidDistance(one(70), one(333), { random, metric })).toMatchObject({ drifted: false });
    const classifier = domainClassifier(matrix(80), matrix(80), { random });
    expect(classifier).toMatchObject({ auc: 0.5, drifted: false });
  });

  it("in changes and in naive forecasts", () => {
    const segment = (name: string, numerator: number) => ({ name, numerator, denominator: 1 });
    const before = [segment("a", 0.1), segment("b", 0.2)];
    const after = [segment("a", 0.2), segment("b", 0.1 + 1e-17)];
    expect(reason(explainTotalChange([{ name: "d", before, after }]))).toBe("constant");
    const moved = mixAndRate([segment("a", 0.3), segment("b", 0)], [segment("a", 0.1 + 0.2), segment("b", 0)]);
    expect(moved).toMatchObject({ simpson: { trap: "none" } });
    expect(reason(meanAbsoluteScaledError([1, 2], [2, 2], alike))).toBe("constant");
    expect(reason(rootMeanSquaredScaledError([1, 2], [2, 2], alike))).toBe("constant");
  });
});

it("a sample and itself, given as one object, cannot be told apart", () => {
  const random = seededRandom(9);
  const sample = { values: Float64Array.from({ length: 600 }, () => random()), rows: 300, columns: 2 };
  const copy = { ...sample, values: sample.values.slice() };
  const found = domainClassifier(sample, sample, { random: seededRandom(5) });
  expect(found).toEqual(domainClassifier(sample, copy, { random: seededRandom(5) }));
  expect(found).toMatchObject({ drifted: false });
});
