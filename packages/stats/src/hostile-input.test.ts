import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "./assignment/assign.ts";
import { bucketRanges } from "./assignment/bucket-ranges.ts";
import { sampleRatio } from "./assignment/sample-ratio.ts";
import { betaDifferenceInterval } from "./bayesian/beta-binomial.ts";
import { explainRateChange, explainTotalChange } from "./decomposition/explain-change.ts";
import { mixAndRate } from "./decomposition/mix-and-rate.ts";
import type { Segment } from "./decomposition/segments.ts";
import { simpsonVerdict } from "./decomposition/simpson.ts";
import { surprise } from "./decomposition/surprise.ts";
import { StatsInputError } from "./degenerate.ts";
import { centroidDistance } from "./drift/centroid-distance.ts";
import { chunkThreshold } from "./drift/chunk-threshold.ts";
import { columnDrift } from "./drift/column-drift.ts";
import { fisherExact } from "./drift/fisher-exact.ts";
import { psi } from "./drift/psi.ts";
import { jensenShannon } from "./drift/share-distances.ts";
import { wasserstein } from "./drift/wasserstein.ts";
import { effectOf } from "./effects/compare-arms.ts";
import { clusteredQuantileSummary } from "./effects/quantile-summary.ts";
import { meanAbsoluteError, meanError, rootMeanSquaredError } from "./forecast-accuracy/absolute-errors.ts";
import { intervalCoverage } from "./forecast-accuracy/interval-coverage.ts";
import { crpsFromQuantiles, pinballLoss } from "./forecast-accuracy/quantile-forecasts.ts";
import * as relative from "./forecast-accuracy/relative-errors.ts";
import { meanAbsoluteScaledError, rootMeanSquaredScaledError } from "./forecast-accuracy/scaled-errors.ts";
import { expectedExposure } from "./off-policy/estimate-slate.ts";
import { effectiveSampleSize } from "./off-policy/logged-bandit.ts";
import { daysToDetect } from "./planning/days-to-detect.ts";
import { averagePrecision, reciprocalRank } from "./ranking/average-precision.ts";
import { cosineDistance, intraListDiversity, novelty, serendipity } from "./ranking/beyond-accuracy.ts";
import { evaluateRankings } from "./ranking/evaluate-rankings.ts";
import { giniOfExposure as gini } from "./ranking/exposure.ts";
import { interleavingTest } from "./ranking/interleaving-test.ts";
import { ndcg } from "./ranking/ndcg.ts";
import { pairedRandomisation } from "./ranking/paired-randomisation.ts";
import { pairedT } from "./ranking/paired-t.ts";
import { precisionAt, recallAt } from "./ranking/precision-recall.ts";
import { trecOrder } from "./ranking/trec-order.ts";
import { seededRandom } from "./seeded-random.ts";
import { groupSequential } from "./sequential/group-sequential.ts";
import { msprtPath } from "./sequential/msprt.ts";
import { ksOfSketches, psiOfSketches, wassersteinOfSketches } from "./sketches/compare-sketches.ts";
import { addToDistinct, emptyDistinct, estimateDistinct } from "./sketches/distinct-sketch.ts";
import { addToHeavyHitters, emptyHeavyHitters, heavyHitters, mergeHeavyHitters } from "./sketches/heavy-hitters.ts";
import { addToHistogram, emptyHistogram } from "./sketches/histogram-sketch.ts";
import { addToMoments, emptyMoments, mergeMoments, summariseMoments } from "./sketches/moments-sketch.ts";
import { addToQuantiles, emptyQuantiles, mergeQuantiles, quantileOf, rankError } from "./sketches/quantile-sketch.ts";
import { parseSketch } from "./sketches/sketch-json.ts";

const odd = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  5e-324,
  1e-300,
  1e-200,
  1e300,
  -1e300,
  1.7e308,
  2 ** 53,
  0.5,
  2,
];
const value = fc.oneof(fc.constantFrom(...odd), fc.double({ min: -100, max: 100 }), fc.integer({ min: 0, max: 9 }));
const list = fc.array(value, { maxLength: 12 });
const four = fc.tuple(value, value, value, value);

/** Calls every function with what `args` made of hostile figures: a stated result or a typed error, nothing else. */
function expectHonest(calls: readonly (() => unknown)[]): void {
  for (const call of calls) {
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      expect(error, String(call)).toBeInstanceOf(StatsInputError);
      continue;
    }
    expectNoNaN(String(call), result);
  }
}

function expectNoNaN(where: string, result: unknown): void {
  if (typeof result === "number") expect(Number.isNaN(result), where).toBe(false);
  if (typeof result !== "object" || result === null) return;
  for (const [key, part] of Object.entries(result)) {
    expectNoNaN(`${where} .${key}`, part);
    if (/^(p|largestP)Value$|^nominalP$/.test(key)) expect(part, where).toBeGreaterThan(0);
  }
}

const runs = { numRuns: 500 };

describe("hostile input gives a stated result or a typed error, never a NaN and never a p of 0", () => {
  it("to sketches", () => {
    fc.assert(
      fc.property(list, list, four, (x, y, [a, b, c]) => {
        const filled = <S>(empty: () => S, add: (sketch: S, values: number[]) => void, values: number[]): S => {
          const sketch = empty();
          for (const one of values) {
            try {
              add(sketch, [one]);
            } catch (error) {
              expect(error).toBeInstanceOf(StatsInputError);
            }
          }
          return sketch;
        };
        const quantiles = (values: number[]) =>
          filled(() => emptyQuantiles(3, 8), addToQuantiles, [...values, ...values, ...values]);
        const moments = (values: number[]) => filled(emptyMoments, addToMoments, values);
        const heavy = (weights: number[]) =>
          filled(
            () => emptyHeavyHitters(2),
            (sketch, [w]) => addToHeavyHitters(sketch, String(w), w),
            weights,
          );
        expectHonest([
          () => summariseMoments(moments(x)),
          () => summariseMoments(mergeMoments(moments(x), moments(y))),
          () => emptyQuantiles(a, b),
          () => quantileOf(quantiles(x), a),
          () => rankError(mergeQuantiles(quantiles(x), quantiles(y)), { confidence: a, uniform: true }),
          () => ksOfSketches(quantiles(x), quantiles(y)),
          () => ksOfSketches(quantiles(x), quantiles(y), { confidence: a }),
          () => wassersteinOfSketches(quantiles(x), quantiles(y)),
          () => psiOfSketches(quantiles(x), quantiles(y)),
          () => psiOfSketches(quantiles(x), quantiles(y), { bins: a, floor: b, confidence: c }),
          () => filled(() => emptyHistogram(y.length ? [...y].sort((p, q) => p - q) : [0]), addToHistogram, x),
          () => emptyDistinct(a),
          () => {
            const sketch = emptyDistinct(4);
            addToDistinct(sketch, x.map(String));
            return estimateDistinct(sketch);
          },
          () => heavyHitters(mergeHeavyHitters(heavy(x), heavy(y)), a),
          () => heavyHitters(heavy([...x, ...y]), 0.5),
        ]);
      }),
      runs,
    );
  });

  it("to sketches read back from damaged texts", () => {
    const field = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        "x",
        -1,
        0,
        1,
        2,
        8,
        1e300,
        -1e300,
        0.5,
        [],
        [0],
        [1, 2],
        [[1], [2]],
        [["a", 1]],
        [
          ["a", -1],
          ["a", 2],
        ],
      ),
    );
    const names = [
      "n",
      "mean",
      "m2",
      "m3",
      "m4",
      "min",
      "max",
      "edges",
      "counts",
      "k",
      "levels",
      "squaredError",
      "coin",
      "capacity",
      "total",
      "error",
      "counters",
    ];
    const kinds = fc.constantFrom("moments", "histogram", "quantile", "heavy-hitters");
    fc.assert(
      fc.property(kinds, fc.array(field, { minLength: names.length, maxLength: names.length }), (kind, fields) => {
        const text = JSON.stringify({ kind, ...Object.fromEntries(names.map((name, i) => [name, fields[i]])) });
        expectHonest([
          () => {
            const sketch = parseSketch(text);
            if (sketch.kind === "moments") return summariseMoments(mergeMoments(sketch, sketch));
            if (sketch.kind === "quantile")
              return [rankError(sketch), ksOfSketches(sketch, sketch), wassersteinOfSketches(sketch, sketch)];
            if (sketch.kind === "heavy-hitters") return heavyHitters(mergeHeavyHitters(sketch, sketch), 1);
            return sketch;
          },
        ]);
      }),
      { numRuns: 6000 },
    );
  });

  it("to decompositions", () => {
    fc.assert(
      fc.property(list, list, list, list, four, (n0, d0, n1, d1, [a, b, c, d]) => {
        const segments = (numerators: number[], denominators: number[]): Segment[] =>
          numerators
            .slice(0, denominators.length)
            .map((numerator, i) => ({ name: `s${i}`, numerator, denominator: denominators[i]! }));
        const size = (values: number[]) => values.map(Math.abs);
        const before = segments(n0, size(d0));
        const after = segments(n1, size(d1));
        const dimension = { name: "d", before: segments(size(n0), size(d0)), after: segments(size(n1), size(d1)) };
        expectHonest([
          () => mixAndRate(before, after),
          () => explainRateChange([dimension]),
          () => explainTotalChange([dimension]),
          () => explainRateChange([dimension], { minPower: a, enoughPower: b, maxDimensions: c }),
          () => explainTotalChange([dimension], { minPower: a, enoughPower: b, maxDimensions: c }),
          () => surprise(a, b),
          () => simpsonVerdict(a, [{ shareBefore: b, shareAfter: c, rateBefore: d, rateAfter: a, rate: b }]),
        ]);
      }),
      runs,
    );
  });

  it("to rankings and forecasts", () => {
    const random = seededRandom("hostile");
    fc.assert(
      fc.property(list, list, list, four, (x, y, z, [a, b, c, d]) => {
        const length = Math.min(x.length, y.length, z.length);
        const [p, q, r] = [x, y, z].map((values) => values.slice(0, length)) as [number[], number[], number[]];
        const ids = x.map((_, i) => `i${i}`);
        const judgements = new Map(y.map((grade, i) => [`i${i}`, grade]));
        expectHonest([
          () => ndcg(x, y),
          () => ndcg(x, x, { k: a, gain: "linear" }),
          () => ndcg(x, x),
          () => precisionAt(x, { k: a, relevantFrom: b }),
          () => recallAt(x, a, { k: b }),
          () => averagePrecision(x, a, { relevantFrom: b }),
          () => reciprocalRank(x, { relevantFrom: b }),
          () => evaluateRankings([{ rankedIds: ids, judgements }], { k: 3, relevantFrom: a }),
          () => trecOrder(ids, x),
          () => gini(x),
          () => novelty(x, a),
          () => cosineDistance(p, q),
          () => intraListDiversity(x, (i, j) => i - j),
          () => serendipity(p, q, r, (i, j) => i * j),
          () => pairedT(p, q, { level: a }),
          () => pairedT(p, q),
          () => pairedRandomisation(p, q, { random, samples: 20 }),
          () => interleavingTest(p.map((credit, i) => ({ a: credit, b: q[i]! }))),
          () => meanAbsoluteError(p, q),
          () => rootMeanSquaredError(p, q),
          () => meanError(p, q),
          () => relative.meanAbsolutePercentageError(p, q),
          () => relative.symmetricMape(p, q),
          () => relative.weightedAbsolutePercentageError(p, q),
          () => meanAbsoluteScaledError(p, q, z),
          () => rootMeanSquaredScaledError(p, q, z, { season: a }),
          () => intervalCoverage(p, q, r),
          () => pinballLoss(p, q, a),
          () =>
            crpsFromQuantiles(p, [
              { quantile: c, values: q },
              { quantile: d, values: r },
            ]),
          () =>
            crpsFromQuantiles(p, [
              { quantile: 0.1, values: q },
              { quantile: 0.9, values: r },
            ]),
        ]);
      }),
      runs,
    );
  });

  it("to options that no data decide", () => {
    const random = seededRandom("options");
    fc.assert(
      fc.property(list, list, four, (x, y, [a, b, c, d]) => {
        const matrix = (values: number[]) => ({ values: Float64Array.from(values), rows: values.length, columns: 1 });
        expectHonest([
          () => wasserstein(x, y, { smallestNorm: a }),
          () => wasserstein([1, 1], [1, 1], { smallestNorm: a }),
          () =>
            columnDrift(
              { kind: "numeric", reference: x, current: y },
              { significance: a, distance: b, unseenShare: c },
            ),
          () => chunkThreshold(x, { multiplier: a, lowest: b, highest: c }),
          () => centroidDistance(matrix(x), matrix(y), { threshold: a, random, resamples: 3, metric: "cosine" }),
          () => fisherExact(a, b, c, d),
          () => psi(x, y, { floor: a }),
          () => psi(x.map(Math.abs), x.map(Math.abs)),
          () => jensenShannon(x.map(Math.abs), x.map(Math.abs)),
          () => sampleRatio([500, 520], [1, 1], { warnBelow: a, alarmBelow: b, minimumExpected: c }),
          () => effectOf(a, b, c, { nullEffect: d }),
          () =>
            clusteredQuantileSummary(
              x,
              x.map(() => a),
              b,
            ),
          () => betaDifferenceInterval({ alpha: Math.min(9, a), beta: Math.min(9, b) }, { alpha: 2, beta: 3 }),
          () => groupSequential([0.5, 1], { level: a }),
          () => groupSequential(x),
          () =>
            msprtPath(
              [
                { estimate: a, standardError: b },
                { estimate: c, standardError: d },
              ],
              { mixingVariance: 1 },
            ),
          () => daysToDetect(a, b, { exposure: c, minimumDays: d }),
          () => bucketRanges(Math.min(a, 99), b, x),
          () => assign("u", { seed: "s", variations: Math.min(a, 99), coverage: b, hashVersion: c }),
          () => expectedExposure(x, [a, b]),
          () => effectiveSampleSize(x),
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
