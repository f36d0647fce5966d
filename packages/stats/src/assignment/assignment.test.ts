import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { chiSquareSf } from "../distributions/chi-square.ts";
import { type AssignmentPlan, assign, inNamespace } from "./assign.ts";
import { bucketRanges, chooseVariation } from "./bucket-ranges.ts";
import { fnv1a32, hashUnit } from "./hash-unit.ts";
import { type SampleRatio, sampleRatio } from "./sample-ratio.ts";

describe("hashing as in GrowthBook's SDKs", () => {
  it("agrees with the FNV-1a reference vectors", () => {
    expect(fnv1a32("")).toBe(0x811c9dc5);
    expect(fnv1a32("a")).toBe(0xe40c292c);
    expect(fnv1a32("foobar")).toBe(0xbf9cf968);
  });

  // Figures: GrowthBook, packages/sdk-js/test/cases.json, "hash".
  it.each([
    ["", "a", 1, 0.22],
    ["", "b", 1, 0.077],
    ["b", "a", 1, 0.946],
    ["ef", "d", 1, 0.652],
    ["asdf", "8952klfjas09ujk", 1, 0.549],
    ["", "123", 1, 0.011],
    ["", '___)((*":&', 1, 0.563],
    ["seed", "a", 2, 0.0505],
    ["seed", "b", 2, 0.2696],
    ["foo", "ab", 2, 0.2575],
    ["foo", "def", 2, 0.2019],
    ["abc", "def", 99, null],
  ] as const)("hash(%j, %j, %d) = %j", (seed, value, version, want) => {
    expect(hashUnit(seed, value, version)).toBe(want);
  });

  it("ranges agree with getBucketRanges, odd input included", () => {
    expect(bucketRanges(2)).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
    expect(bucketRanges(2, 0.5)).toEqual([
      [0, 0.25],
      [0.5, 0.75],
    ]);
    expect(bucketRanges(2, 0.1, [0.4, 0.6])).toEqual([
      [0, 0.4 * 0.1],
      [0.4, 0.4 + 0.6 * 0.1],
    ]);
    expect(bucketRanges(2, -0.2)).toEqual([
      [0, 0],
      [0.5, 0.5],
    ]);
    expect(bucketRanges(2, 1.5)).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
    expect(bucketRanges(2, 1, [0.4, 0.1])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
    expect(bucketRanges(0)).toEqual([]);
    expect(
      chooseVariation(0.4, [
        [0, 0.25],
        [0.5, 0.75],
      ]),
    ).toBe(-1);
    expect(
      chooseVariation(0.5, [
        [0, 0.5],
        [0.5, 0.5],
        [0.5, 1],
      ]),
    ).toBe(2);
  });

  // Figures: GrowthBook SDK test suites, getNamespace cases.
  it.each([
    ["1", "namespace1", 0, 0.4, false],
    ["1", "namespace1", 0.4, 1, true],
    ["1", "namespace2", 0, 0.4, false],
    ["1", "namespace2", 0.4, 1, true],
    ["3", "namespace1", 0, 0.4, false],
    ["3", "namespace2", 0, 0.4, true],
  ] as const)("unit %s in %s from %d to %d is %s", (unit, name, start, end, want) => {
    expect(inNamespace(unit, { name, range: [start, end] })).toBe(want);
  });

  // Figures: GrowthBook, sdk-js tests "coverage" and "threeWayTest" (hash version 1).
  it("runs experiments as the SDK does", () => {
    const run = (plan: Partial<AssignmentPlan>): number[] =>
      Array.from({ length: 9 }, (_, i) => {
        const full = { seed: "my-test", variations: 2, hashVersion: 1, ...plan };
        return assign(String(i + 1), full).variation;
      });
    expect(run({ coverage: 0.4 })).toEqual([-1, 0, 0, -1, 1, -1, 0, 1, -1]);
    expect(run({ variations: 3 })).toEqual([2, 0, 0, 2, 1, 2, 0, 1, 0]);
  });
});

describe("properties of assignment", () => {
  const units = Array.from({ length: 100_000 }, (_, i) => `user-${i}`);

  it("buckets are uniform (chi-square over 100 buckets, both versions)", () => {
    for (const version of [1, 2]) {
      const counts = new Float64Array(100);
      for (const unit of units) {
        const bucket = Math.floor(100 * (hashUnit("checkout", unit, version) ?? 0) + 1e-9);
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      const expected = units.length / 100;
      const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // Version 1 on sequential ids is smoother than chance; only roughness would be a defect.
      expect(chiSquareSf(statistic, 99)).toBeGreaterThan(0.001);
    }
  });

  it("experiments are independent of each other (contingency over 10 × 10 buckets, many pairs)", () => {
    let small = 0;
    for (let pair = 0; pair < 20; pair++) {
      const cells = new Float64Array(100);
      for (const unit of units.slice(0, 20_000)) {
        const a = Math.floor(10 * (hashUnit(`exp-${pair}`, unit) ?? 0));
        const b = Math.floor(10 * (hashUnit(`exp-${pair + 1}`, unit) ?? 0));
        cells[10 * a + b] = (cells[10 * a + b] ?? 0) + 1;
      }
      const statistic = cells.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
      if (chiSquareSf(statistic, 99) < 0.01) small++;
    }
    expect(small).toBeLessThan(3);
  });

  it("is sticky, and raising coverage moves nobody to another arm", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (unit, seed, coverage) => {
          const part = assign(unit, { seed, variations: 3, coverage });
          const whole = assign(unit, { seed, variations: 3 });
          expect(assign(unit, { seed, variations: 3, coverage })).toEqual(part);
          expect([-1, whole.variation]).toContain(part.variation);
          expect(whole.variation).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("namespaces exclude each other and holdouts keep their share out of every experiment", () => {
    let both = 0;
    let held = 0;
    for (const unit of units.slice(0, 20_000)) {
      const holdouts = [{ seed: "2026", share: 0.05 }];
      const first = assign(unit, { seed: "a", variations: 2, namespace: { name: "home", range: [0, 0.5] }, holdouts });
      const second = assign(unit, { seed: "b", variations: 2, namespace: { name: "home", range: [0.5, 1] }, holdouts });
      if (first.variation >= 0 && second.variation >= 0) both++;
      if (first.reason === "holdout") held++;
      expect(first.reason === "holdout").toBe(second.reason === "holdout");
    }
    expect(both).toBe(0);
    expect(held / 20_000).toBeCloseTo(0.05, 2);
  });

  it("takes nobody into an experiment of fewer than two arms", () => {
    for (const variations of [0, 1])
      expect(assign("u1", { seed: "s", variations, ranges: [[0, 1]] })).toEqual({
        variation: -1,
        reason: "too-few-variations",
      });
  });

  it("says why a unit is out", () => {
    expect(assign("", { seed: "a", variations: 2 }).reason).toBe("no-unit");
    expect(assign("u", { seed: "a", variations: 2, hashVersion: 3 }).reason).toBe("unknown-hash-version");
    expect(assign("u", { seed: "a", variations: 2, coverage: 0 }).reason).toBe("not-covered");
    expect(assign("u", { seed: "a", variations: 2, ranges: [[0, 1]] }).variation).toBe(0);
  });
});

describe("sample ratio", () => {
  const check = (counts: number[], weights: number[]): SampleRatio => {
    const result = sampleRatio(counts, weights);
    if (isDegenerate(result)) throw new Error(result.detail);
    return result;
  };

  it("agrees with scipy 1.10.1 chisquare and grades the Cookie Cats mismatch a warning", () => {
    const cats = check([44_700, 45_489], [1, 1]);
    expect(cats.pValue).toBeCloseTo(0.008607987810836262, 14);
    expect(cats.verdict).toBe("warning");
    const three = check([310, 480, 210], [0.3, 0.5, 0.2]);
    expect(three.chiSquare).toBeCloseTo(1.6333333333333333, 12);
    expect(three.pValue).toBeCloseTo(0.4419022095845254, 12);
    expect(check([500, 700], [1, 1]).verdict).toBe("alarm");
  });

  it("leaves arms of weight zero out and reports their units", () => {
    const result = check([500, 520, 7], [1, 1, 0]);
    expect(result).toMatchObject({ degreesOfFreedom: 1, stray: 7, expected: [510, 510, 0] });
    expect(result.pValue).toBeCloseTo(check([500, 520], [50, 50]).pValue, 12);
  });

  it("states why it cannot answer", () => {
    expect(sampleRatio([3, 4], [1, 1])).toMatchObject({ degenerate: "low-counts" });
    expect(sampleRatio([0, 0], [1, 1])).toMatchObject({ degenerate: "empty" });
    expect(sampleRatio([10, 10], [1, 0])).toMatchObject({ degenerate: "too-few" });
    expect(() => sampleRatio([10], [1, 1])).toThrow(StatsInputError);
    expect(() => sampleRatio([1.5, 2], [1, 1])).toThrow(StatsInputError);
    expect(sampleRatio([1e9, 0], [1, 1])).toMatchObject({ verdict: "alarm", pValue: 2.2250738585072014e-308 });
  });
});
