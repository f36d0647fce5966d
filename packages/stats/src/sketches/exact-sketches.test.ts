import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { binCounts } from "../drift/bins.ts";
import { psi, psiOfSamples } from "../drift/psi.ts";
import { addToHistogram, emptyHistogram, type HistogramSketch, mergeHistograms } from "./histogram-sketch.ts";
import { addToMoments, emptyMoments, type MomentsSketch, mergeMoments, summariseMoments } from "./moments-sketch.ts";

const values = Array.from({ length: 200 }, (_, k) => Number((Math.sin(k + 1) * 10 + ((k + 1) % 7)).toFixed(4)));
const stream = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 40 });

function moments(from: ArrayLike<number>): MomentsSketch {
  const sketch = emptyMoments();
  addToMoments(sketch, from);
  return sketch;
}

function histogram(from: ArrayLike<number>): HistogramSketch {
  const sketch = emptyHistogram([-500, -3, 0, 2.5, 700]);
  addToHistogram(sketch, from);
  return sketch;
}

function expectAlike(a: MomentsSketch, b: MomentsSketch): void {
  expect([a.n, a.min, a.max]).toEqual([b.n, b.min, b.max]);
  for (const field of ["mean", "m2", "m3", "m4"] as const) {
    const size = Math.max(1, Math.abs(a[field]), a.n * 1000 ** { mean: 0, m2: 2, m3: 3, m4: 4 }[field]);
    expect(Math.abs(a[field] - b[field]) / size).toBeLessThan(1e-11);
  }
}

describe("moments sketch", () => {
  it("gives the figures of SciPy 1.10.1 (skew, kurtosis) and NumPy 1.24 (mean, var)", () => {
    expect(summariseMoments(moments(values))).toMatchObject({
      n: 200,
      mean: expect.closeTo(2.9916395, 11),
      variance: expect.closeTo(52.95143497637161, 10),
      skewness: expect.closeTo(-0.005183025785583317, 11),
      excessKurtosis: expect.closeTo(-1.2908040095232296, 11),
    });
  });

  it("merges associatively and commutatively, to what one pass over all values gives", () => {
    fc.assert(
      fc.property(stream, stream, stream, (x, y, z) => {
        const [a, b, c] = [moments(x), moments(y), moments(z)];
        expectAlike(mergeMoments(mergeMoments(a, b), c), mergeMoments(a, mergeMoments(b, c)));
        expectAlike(mergeMoments(a, b), mergeMoments(b, a));
        expectAlike(mergeMoments(mergeMoments(a, b), c), moments([...x, ...y, ...z]));
      }),
    );
  });

  it("keeps its digits far from zero and at a billion values", () => {
    const far = summariseMoments(moments(values.map((x) => x + 1e9)));
    const near = summariseMoments(moments(values));
    if (isDegenerate(far) || isDegenerate(near)) throw new Error("both streams are sound");
    expect(far.variance).toBeCloseTo(near.variance, 4);
    let doubled = moments(values);
    for (let round = 0; round < 23; round++) doubled = mergeMoments(doubled, doubled);
    const huge = summariseMoments(doubled);
    if (isDegenerate(huge)) throw new Error(huge.detail);
    expect(huge.n).toBe(200 * 2 ** 23);
    expect(huge.skewness).toBeCloseTo(near.skewness, 10);
    expect(huge.variance).toBeCloseTo((near.variance * 199) / 200, 6);
  });

  it("says when a stream has no spread and refuses what is not finite", () => {
    expect(summariseMoments(emptyMoments())).toMatchObject({ degenerate: "empty" });
    expect(summariseMoments(moments([4]))).toMatchObject({ degenerate: "too-few" });
    expect(summariseMoments(moments([4, 4]))).toMatchObject({ degenerate: "constant" });
    expect(() => moments([Number.NaN])).toThrow(StatsInputError);
  });
});

describe("histogram sketch", () => {
  it("counts as the bins of drift do, so that the PSI is that of the raw samples", () => {
    const now = values.map((x) => x * 1.3 + 2);
    const edges = [-5, 0, 5, 10];
    const [a, b] = [emptyHistogram(edges), emptyHistogram(edges)];
    addToHistogram(a, values);
    addToHistogram(b, now);
    const counts = binCounts(values, now, { kind: "edges", edges });
    if (isDegenerate(counts)) throw new Error(counts.detail);
    expect(a.counts).toEqual([...counts.reference]);
    expect(psi(a.counts, b.counts)).toBe(psiOfSamples(values, now, { binning: { kind: "edges", edges } }));
  });

  it("merges exactly, in any order, to what one pass gives", () => {
    fc.assert(
      fc.property(stream, stream, stream, (x, y, z) => {
        const [a, b, c] = [histogram(x), histogram(y), histogram(z)];
        expect(mergeHistograms(mergeHistograms(a, b), c)).toEqual(mergeHistograms(a, mergeHistograms(b, c)));
        expect(mergeHistograms(a, b)).toEqual(mergeHistograms(b, a));
        expect(mergeHistograms(mergeHistograms(a, b), c)).toEqual(histogram([...x, ...y, ...z]));
      }),
    );
  });

  it("puts infinities in the outer bins and refuses NaN, bad cuts and different cuts", () => {
    expect(histogram([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]).counts).toEqual([1, 0, 0, 0, 0, 1]);
    expect(() => histogram([Number.NaN])).toThrow(StatsInputError);
    expect(() => emptyHistogram([])).toThrow(StatsInputError);
    expect(() => emptyHistogram([2, 1])).toThrow(StatsInputError);
    expect(() => mergeHistograms(histogram([]), emptyHistogram([1]))).toThrow(StatsInputError);
  });
});
