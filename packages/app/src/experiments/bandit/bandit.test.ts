import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { BanditReading, Reading } from "@aisle/contracts/reading";
import { assign } from "@aisle/stats/assignment/assign";
import { bucketRanges } from "@aisle/stats/assignment/bucket-ranges";
import { seededRandom } from "@aisle/stats/seeded-random";
import { describe, expect, it } from "vitest";
import { ExperimentFold } from "../fold/experiment-fold.ts";
import { assignedUnits } from "../read/assigned-units.ts";
import { unitColumns } from "../read/metric-columns.ts";
import { readExperiment } from "../read/read-experiment.ts";
import { readMetric } from "../read/read-metric.ts";
import { currentSplit } from "./split-history.ts";
import { withUnitWeights } from "./unit-weights.ts";
import { updateBandit } from "./update-bandit.ts";

const start = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;
type Kind = "proportion" | "mean" | "ratio" | "quantile";

function banditOf(arms: readonly number[], kind: Kind = "proportion"): Experiment {
  const spec: ExperimentSpec = {
    ...{ hypothesis: "", unit: { kind: "session", field: "sessionId" }, coverage: 1, correction: "none", level: 0.95 },
    arms: arms.map((weight, i) => ({ key: "abcdef"[i]!, name: "ABCDEF"[i]!, weight, edits: [] })),
    metrics: [
      {
        role: "primary",
        metric: {
          ...{ id: "bought", name: "Bought", kind, attribution: "unit", windowHours: 24, cupedDays: 0 },
          measure: { source: { from: "events", name: "bought" }, value: { add: "count" } },
          ...{ better: "higher", unit: "number" },
        },
      },
    ],
    ...{ method: "bayesian", plannedDays: 14, segments: [], bandit: { floor: 0.05, everyHours: 24 } },
  };
  return {
    ...{ id: "exp_1", workspaceId: "ws", key: "shelf", name: "Shelf", kind: "bandit", state: "running", problem: null },
    ...{ pipelineId: "p", versionId: "v", spec, weights: [], revision: 1, createdBy: null, createdAt: new Date(start) },
    ...{ startedAt: new Date(start), stoppedAt: null, decision: null, archivedAt: null, demo: false },
  };
}

/** Where serving puts a unit at this split. */
function armOf(unit: string, split: readonly number[]): number {
  return assign(unit, { seed: "shelf", variations: split.length, ranges: bucketRanges(split.length, 1, split) })
    .variation;
}

const read = (fold: ExperimentFold, experiment: Experiment, day: number) =>
  readExperiment(fold, experiment, { at: start + day * dayMs - 1, timeZone: "UTC" });

/** Arms differ by nothing; the second day is three times as good as the first, and the split has moved meanwhile. */
function twoDaysOfDifferentSplit(kind: Kind = "proportion") {
  const weights = { at: start + dayMs, weights: { a: 0.1, b: 0.9 }, posterior: [], draws: 1, seed: "" };
  const experiment = { ...banditOf([0.5, 0.5], kind), weights: [weights] };
  const fold = ExperimentFold.for(experiment.spec);
  const random = seededRandom("simpson");
  const pooled = [0, 1].map(() => ({ units: 0, sum: 0 }));
  for (let day = 0; day < 2; day++)
    for (let i = 0; i < 20_000; i++) {
      const unit = `s${day}-${i}`;
      const arm = armOf(unit, day === 0 ? [0.5, 0.5] : [0.1, 0.9]);
      const at = start + day * dayMs + Math.floor((i / 20_000) * (dayMs - 60_000));
      fold.addExposure(unit, "ab"[arm]!, at);
      pooled[arm]!.units++;
      if (random() >= (day === 0 ? 0.1 : 0.3)) continue;
      fold.addRow(unit, at + 1000, 0, 1);
      pooled[arm]!.sum++;
    }
  return { experiment, fold, pooled: pooled.map(({ units, sum }) => sum / units) };
}

describe("a reading of a bandit", () => {
  it.each(["proportion", "mean"] as const)(
    "sees no effect where good days had another split, which pooled units show (%s)",
    (kind) => {
      const { experiment, fold, pooled } = twoDaysOfDifferentSplit(kind);
      // Simpson: 0.13 against 0.23 although no unit did anything else because of its arm.
      expect(pooled[1]! / pooled[0]! - 1).toBeGreaterThan(0.5);
      const asTest = read(fold, { ...experiment, kind: "test" }, 2).metrics[0]!.effects[0]!;
      expect(asTest).toMatchObject({ estimate: expect.closeTo(pooled[1]! / pooled[0]! - 1, 6) });
      const reading = read(fold, experiment, 2);
      const effect = reading.metrics[0]!.effects[0] as { estimate: number; standardError: number };
      expect(Math.abs(effect.estimate)).toBeLessThan(3 * effect.standardError);
      expect(effect.standardError).toBeLessThan(0.05);
      // Both arms stand for both days: 0.2.
      for (const { mean } of reading.metrics[0]!.arms) expect(Math.abs(mean - 0.2)).toBeLessThan(0.012);
      expect(reading.metrics[0]!.method).toBe("weightedSummary");
      expect(reading.health.find(({ check }) => check === "sample-ratio")?.state).toBe("clear");
      expect(reading.days.map(({ day }) => day)).toEqual(["2026-06-01", "2026-06-02"]);
      const { estimate, standardError } = effect;
      expect(reading.days[1]!.effects[0]).toMatchObject({ estimate, standardError });
    },
  );

  it("has honest intervals: true nothing is inside 95 % of them", () => {
    let inside = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const experiment = {
        ...banditOf([0.5, 0.5]),
        weights: [{ at: start + dayMs, weights: { a: 0.15, b: 0.85 }, posterior: [], draws: 1, seed: "" }],
      };
      const fold = ExperimentFold.for(experiment.spec);
      const random = seededRandom(`cover ${run}`);
      for (let i = 0; i < 3000; i++) {
        const day = i % 2;
        const arm = random() < [0.5, 0.15][day]! ? "a" : "b";
        fold.addExposure(`s${i}`, arm, start + day * dayMs);
        if (random() < [0.2, 0.5][day]!) fold.addRow(`s${i}`, start + day * dayMs, 0, 1);
      }
      const units = withUnitWeights(experiment, fold, assignedUnits(fold, start + 2 * dayMs, true));
      const [of] = experiment.spec.metrics;
      const numbers = { units: unitColumns(fold, units, of!.metric, start + 2 * dayMs) };
      const [effect] = readMetric(experiment.spec, of!, units, numbers).effects;
      const { low, high } = (effect as { fixed: { interval: { low: number; high: number } } }).fixed.interval;
      if (low < 0 && high > 0) inside++;
    }
    // Three standard errors of a share of 200 around 95 % are 4.6 points.
    expect(Math.abs(inside / runs - 0.95)).toBeLessThan(0.047);
  });

  it("counts a unit for the arm that it met first when the split moves under it, and says how many", () => {
    const experiment = banditOf([0.5, 0.5]);
    const fold = ExperimentFold.for(experiment.spec);
    for (let i = 0; i < 100; i++) {
      fold.addExposure(`s${i}`, "ab"[i % 2]!, start);
      if (i < 30) fold.addExposure(`s${i}`, "b", start + dayMs);
    }
    const reading = read(fold, experiment, 2);
    expect(reading.units).toEqual({ a: 50, b: 50 });
    expect(reading.health.find(({ check }) => check === "crossed-over")).toMatchObject({
      state: "warning",
      numbers: { crossedOver: 15, units: 100 },
    });
    expect(read(fold, { ...experiment, kind: "test" }, 2).units).toEqual({ a: 35, b: 50 });
  });

  it("waits until each arm has a hundred units, and reads no quantile", () => {
    const experiment = banditOf([0.5, 0.5], "quantile");
    const fold = ExperimentFold.for(experiment.spec);
    for (let i = 0; i < 150; i++) fold.addExposure(`s${i}`, "ab"[i % 2]!, start);
    const reading = read(fold, experiment, 1);
    expect(reading.bandit?.weights).toBeUndefined();
    expect(reading.bandit?.waiting).toContain("100 units");
    expect(reading.metrics[0]!.effects[0]).toMatchObject({ reason: expect.stringContaining("a quantile is not read") });
  });
});

describe("the weights of a bandit", () => {
  const reading = (weights: BanditReading["weights"], withheld = false): Pick<Reading, "bandit" | "withheld"> => ({
    withheld,
    bandit: { posterior: [], draws: 10, seed: "s", ...(weights === undefined ? {} : { weights }) },
  });
  const stored: unknown[] = [];
  const records = {
    storeWeights: async (...all: unknown[]) => {
      stored.push(all);
      return true;
    },
  };

  it("follow a reading once the old ones have stood long enough, and none that is withheld or too early", async () => {
    const experiment = banditOf([0.5, 0.5]);
    const next = { a: 0.3, b: 0.7 };
    const update = (over: Partial<Experiment>, of: ReturnType<typeof reading>, hours: number) =>
      updateBandit(records, { ...experiment, ...over }, of, start + hours * 3_600_000);
    expect(await update({}, reading(next), 23)).toBe(false);
    expect(await update({}, reading(next, true), 24)).toBe(false);
    expect(await update({}, reading(undefined), 24)).toBe(false);
    expect(await update({ kind: "test" }, reading(next), 24)).toBe(false);
    expect(await update({ state: "stopped" }, reading(next), 24)).toBe(false);
    expect(stored).toEqual([]);
    expect(await update({}, reading(next), 24)).toBe(true);
    const weights = { at: start + dayMs, weights: next, posterior: [], draws: 10, seed: "s" };
    expect(stored).toEqual([["ws", "exp_1", weights]]);
    expect(await update({ weights: [weights] }, reading(next), 47)).toBe(false);
    expect(await update({ weights: [weights] }, reading(next), 48)).toBe(true);
  });

  it("lose less than an even split: simulated shoppers of three arms over 20 days, and the best arm is found", async () => {
    const rates = [0.05, 0.06, 0.09];
    const lost = { bandit: 0, even: 0 };
    let experiment = banditOf([1 / 3, 1 / 3, 1 / 3]);
    const fold = ExperimentFold.for(experiment.spec);
    const random = seededRandom("regret");
    for (let day = 0; day < 20; day++) {
      const split = currentSplit(experiment);
      for (let i = 0; i < 1000; i++) {
        const unit = `s${day}-${i}`;
        const at = start + day * dayMs + i * 1000;
        const arm = armOf(unit, split);
        fold.addExposure(unit, "abc"[arm]!, at);
        if (random() < rates[arm]!) fold.addRow(unit, at, 0, 1);
        lost.bandit += 0.09 - rates[arm]!;
        lost.even += 0.09 - (0.05 + 0.06 + 0.09) / 3;
      }
      const found = read(fold, experiment, day + 1);
      await updateBandit(
        {
          storeWeights: async (_workspace, _id, weights) => {
            experiment = { ...experiment, weights: [...experiment.weights!, weights] };
            return true;
          },
        },
        experiment,
        found,
        start + (day + 1) * dayMs,
      );
      if (found.bandit?.weights === undefined) continue;
      const sum = Object.values(found.bandit.weights).reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(1, 12);
      for (const weight of Object.values(found.bandit.weights)) expect(weight).toBeGreaterThanOrEqual(0.05);
    }
    expect(lost.bandit).toBeLessThan(0.5 * lost.even);
    expect(experiment.weights!.at(-1)!.weights.c).toBeGreaterThan(0.8);
    // And the arms' rates are still read without bias.
    for (const [i, { mean, variance, units }] of read(fold, experiment, 20).metrics[0]!.arms.entries())
      expect(Math.abs(mean - rates[i]!)).toBeLessThan(4 * Math.sqrt(variance / units));
  });
});
