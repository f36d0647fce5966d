import { expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { compareArms, effectOf } from "./compare-arms.ts";
import { coverageSummary } from "./coverage-summary.ts";

const groups = 32;
const products = 400;

/** 640 units that are shown five products each, few of them often and many seldom. */
function arm(random: () => number) {
  const mask = new Uint32Array(products);
  for (let unit = 0; unit < 640; unit++) {
    const group = Math.floor(random() * groups);
    for (let slot = 0; slot < 5; slot++) mask[Math.floor(products * random() ** 3)]! |= 1 << group;
  }
  const ofOneGroup = new Array<number>(groups).fill(0);
  let shown = 0;
  for (const bits of mask) {
    if (bits !== 0) shown++;
    if (bits !== 0 && (bits & (bits - 1)) === 0) ofOneGroup[31 - Math.clz32(bits)]!++;
  }
  const summary = coverageSummary(shown, ofOneGroup, products);
  if (isDegenerate(summary)) throw new Error(summary.detail);
  return summary;
}

it("is the share that was shown, with the jackknife over groups by hand", () => {
  // Without a group 12 − 3, 12 − 1, 12 − 2 and 12 − 2 of 20 products were shown.
  const shares = [9, 11, 10, 10].map((count) => count / 20);
  const mean = shares.reduce((a, b) => a + b) / 4;
  const variance = (3 / 4) * shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
  const found = coverageSummary(12, [3, 1, 2, 2], 20);
  if (isDegenerate(found)) throw new Error(found.detail);
  expect([found.n, found.mean]).toEqual([4, 12 / 20]);
  expect(found.variance / found.n).toBeCloseTo(variance, 14);
});

it("is never surer than chance lets it be: intervals hold, and equal arms seldom differ", () => {
  const random = seededRandom("coverage");
  const arms = Array.from({ length: 400 }, () => arm(random));
  const expected = arms.reduce((sum, { mean }) => sum + mean, 0) / arms.length;
  const inside = arms.filter(({ n, mean, variance }) => {
    const { interval } = effectOf(mean, Math.sqrt(variance / n), n - 1);
    return interval.low <= expected && expected <= interval.high;
  });
  expect(inside.length / arms.length).toBeGreaterThanOrEqual(0.95);
  let alarms = 0;
  for (let i = 0; i < arms.length; i += 2) {
    const effect = compareArms(arms[i]!, arms[i + 1]!, { scale: "relative", distribution: "t" });
    if (!isDegenerate(effect) && effect.pValue < 0.05) alarms++;
  }
  expect(alarms / (arms.length / 2)).toBeLessThanOrEqual(0.05);
  // And not so wide that it says nothing: within twice the spread that arms really have.
  const spread = Math.sqrt(arms.reduce((sum, { mean }) => sum + (mean - expected) ** 2, 0) / (arms.length - 1));
  const stated = Math.sqrt(arms.reduce((sum, { n, variance }) => sum + variance / n, 0) / arms.length);
  expect(stated / spread).toBeGreaterThan(1);
  expect(stated / spread).toBeLessThan(2.5);
});

it("refuses counts that cannot be, and says where there is nothing to show", () => {
  expect(coverageSummary(0, [0, 0], 0)).toMatchObject({ degenerate: "empty" });
  expect(coverageSummary(0, [0, 0], 9)).toEqual({ n: 2, mean: 0, variance: 0 });
  for (const [shown, ofOneGroup, total] of [
    [3, [2, 2], 9],
    [10, [1, 1], 9],
    [3, [1], 9],
    [3, [-1, 1], 9],
    [3, [Number.NaN, 1], 9],
    [Number.NaN, [1, 1], 9],
  ] as const)
    expect(() => coverageSummary(shown, ofOneGroup, total)).toThrow(StatsInputError);
});
