import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { estimateSlate } from "./estimate-slate.ts";
import { slateLift } from "./slate-lift.ts";
import type { LoggedSlates } from "./slate-terms.ts";

function sure<T extends object>(value: T): Exclude<T, { degenerate: unknown }> {
  if (isDegenerate(value)) throw new Error(value.detail);
  return value as Exclude<T, { degenerate: unknown }>;
}

// Two slots that each show one of two items; an item is clicked with a probability of its own, halved in slot 1.
const clicks = [0.1, 0.5];
const logging = [0.7, 0.3];
const target = [0.2, 0.8];
const click = (item: number, slot: number) => clicks[item]! / (slot + 1);
const meanOf = (policy: readonly number[]) =>
  [0, 1].reduce((sum, slot) => sum + policy.reduce((all, p, item) => all + p * click(item, slot), 0), 0);

function logged(n: number, seed: number, policy: readonly number[] = target): LoggedSlates {
  const random = seededRandom(seed);
  const rows = { reward: [] as number[], logging: [] as number[], target: [] as number[] };
  const model = { modelOfLogged: [] as number[], modelOfTarget: [] as number[] };
  for (let i = 0; i < 2 * n; i++) {
    const slot = i % 2;
    const item = random() < logging[0]! ? 0 : 1;
    rows.reward.push(random() < click(item, slot) ? 1 : 0);
    rows.logging.push(logging[item]!);
    rows.target.push(policy[item]!);
    // A model that is wrong by a fifth: the weights correct it.
    model.modelOfLogged.push(0.8 * click(item, slot));
    model.modelOfTarget.push(0.8 * policy.reduce((all, p, other) => all + p * click(other, slot), 0));
  }
  return { positions: 2, ...rows, ...model };
}

describe("the gain of a target policy over the logged one", () => {
  const truth = meanOf(target) - meanOf(logging);

  it.each([
    ["ips", {}],
    ["snips", { selfNormalised: true }],
    ["doubly robust", { doublyRobust: true }],
  ])("%s covers the truth in 19 of 20 logs", (_name, options) => {
    let covered = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { interval } = sure(slateLift(logged(1_000, seed), options));
      if (interval.low <= truth && truth <= interval.high) covered++;
    }
    // Five standard errors of a binomial of 200 at 0.95.
    expect(covered).toBeGreaterThanOrEqual(175);
  });

  it("is narrower than two intervals side by side, and narrower with a model", () => {
    const log = logged(4_000, 7);
    const plain = sure(slateLift(log));
    const robust = sure(slateLift(log, { doublyRobust: true }));
    expect(robust.standardError).toBeLessThan(plain.standardError);
    const value = sure(estimateSlate(log, { doublyRobust: true }));
    expect(Math.abs(value.value - meanOf(target))).toBeLessThan(4 * value.standardError);
    expect(value.estimator).toBe("doubly-robust");
  });

  it("is nothing at all where the target is what was logged", () => {
    for (const options of [{}, { selfNormalised: true }])
      expect(sure(slateLift(logged(500, 3, logging), options))).toMatchObject({ value: 0, standardError: 0 });
  });

  it("refuses without support, and a model of another length", () => {
    const log = logged(500, 3);
    expect(slateLift({ ...log, target: log.reward.length ? new Float64Array(1_000) : [] })).toMatchObject({
      degenerate: "poor-support",
    });
    expect(() => slateLift({ ...log, modelOfTarget: [0] }, { doublyRobust: true })).toThrow("slates");
  });
});
