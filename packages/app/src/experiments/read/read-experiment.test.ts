import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { ArmEffect } from "@aisle/contracts/reading";
import { compareArms, type Effect } from "@aisle/stats/effects/compare-arms";
import { meanSummary, proportionSummary, type SampleSummary } from "@aisle/stats/effects/sample-summary";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { expect, it } from "vitest";
import { ExperimentFold } from "../fold/experiment-fold.ts";
import { readExperiment } from "./read-experiment.ts";

const start = Date.UTC(2026, 5, 1);
const metric = (over: Partial<Metric> & Pick<Metric, "id" | "kind">): Metric => ({
  name: over.id,
  measure: { source: { from: "events", name: over.id }, value: { add: "count" } },
  attribution: "unit",
  windowHours: 24,
  cupedDays: 0,
  better: "higher",
  unit: "number",
  ...over,
});
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "session", field: "session" },
  arms: [
    { key: "a", name: "A", weight: 0.5, edits: [] },
    { key: "b", name: "B", weight: 0.5, edits: [] },
  ],
  coverage: 1,
  metrics: [
    { metric: metric({ id: "bought", kind: "proportion" }), role: "primary" },
    { metric: metric({ id: "spent", kind: "mean" }), role: "secondary" },
  ],
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: [],
};
const experiment: Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt"> = {
  kind: "import",
  spec,
  startedAt: new Date(start),
  stoppedAt: null,
};

it("takes answers that never fell back for good news, and events that never came for a question", () => {
  const decisions = { from: "decisions", where: `decision.outcome == "fell-back"` } as const;
  const rate = metric({ id: "fell", kind: "ratio", measure: { source: decisions, value: { add: "count" } } });
  const fellBack: Metric = { ...rate, per: { source: { from: "decisions" }, value: { add: "count" } } };
  const both: ExperimentSpec = {
    ...spec,
    metrics: [
      { metric: fellBack, role: "primary" },
      { metric: metric({ id: "refunds", kind: "mean", name: "Refunds" }), role: "secondary" },
    ],
  };
  const fold = ExperimentFold.for(both);
  for (let i = 0; i < 10; i++) {
    fold.addExposure(`u${i}`, "ab"[i % 2]!, start);
    fold.addRow(`u${i}`, start, 1, 1);
  }
  const { health } = readExperiment(fold, { ...experiment, spec: both }, { at: start + 1000, timeZone: "UTC" });
  expect(health.find(({ check }) => check === "no-events")).toMatchObject({
    state: "warning",
    message: expect.stringContaining("Nothing was counted for Refunds:"),
  });
});

it("reads one row a unit as packages/stats does", () => {
  const fold = ExperimentFold.for(spec);
  const spent: [number[], number[]] = [[], []];
  const bought = [0, 0];
  for (let i = 0; i < 1000; i++) {
    const arm = i % 2;
    const value = (i * 7919) % (arm === 0 ? 13 : 17);
    fold.addExposure(`u${i}`, "ab"[arm]!, start);
    if (value > 9) {
      fold.addRow(`u${i}`, start, 0, 1);
      bought[arm]!++;
    }
    fold.addRow(`u${i}`, start, 1, value);
    spent[arm]!.push(value);
  }
  const reading = readExperiment(fold, experiment, { at: start + 86_400_000, timeZone: "UTC" });
  expect(reading.units).toEqual({ a: 500, b: 500 });
  expect(reading.metrics[0]!.effects[0]).toMatchObject({
    fixed: {
      pValue: (
        compareArms(
          proportionSummary(bought[0]!, 500) as SampleSummary,
          proportionSummary(bought[1]!, 500) as SampleSummary,
          {
            scale: "relative",
            distribution: "normal",
          },
        ) as { pValue: number }
      ).pValue,
    },
  });
  const means = spent.map((values) => meanSummary(values) as SampleSummary);
  const effect = compareArms(means[0]!, means[1]!, { scale: "relative" });
  expect(reading.metrics[1]!.effects[0]).toMatchObject({
    estimate: (effect as { estimate: number }).estimate,
    standardError: (effect as { standardError: number }).standardError,
  });
  expect(reading.metrics[0]!.verdicts).toEqual({ b: "better" });
});

it.each(["holm", "benjamini-hochberg"] as const)(
  "corrects segments of all arms together: p-values as planned (%s), intervals so that all hold at once",
  (correction) => {
    const three: ExperimentSpec = {
      ...spec,
      correction,
      arms: ["a", "b", "c"].map((key) => ({ key, name: key, weight: 1 / 3, edits: [] })),
      segments: ["device"],
    };
    const fold = ExperimentFold.for(three);
    const devices = ["phone", "desk", "tablet"];
    const counts = devices.map(() => three.arms.map(() => ({ successes: 0, n: 0 })));
    for (let i = 0; i < 3600; i++) {
      const arm = i % 3;
      // The more frequent a device is, the further up it stands.
      const device = [0, 0, 0, 1, 1, 2][Math.floor(i / 3) % 6]!;
      fold.addExposure(`u${i}`, "abc"[arm]!, start, { device: devices[device]! });
      const counted = counts[device]![arm]!;
      counted.n++;
      if ((i * 7919) % 101 >= 20 + 4 * arm * (2 - device)) continue;
      fold.addRow(`u${i}`, start, 0, 1);
      counted.successes++;
    }
    const { segments } = readExperiment(fold, { ...experiment, spec: three }, { at: start + 1000, timeZone: "UTC" });
    expect(segments.map(({ value }) => value)).toEqual(devices);
    const expected = counts.flatMap((arms) => {
      const [control, ...others] = arms.map(({ successes, n }) => proportionSummary(successes, n) as SampleSummary);
      return others.map(
        (treatment) =>
          compareArms(control!, treatment, {
            scale: "relative",
            distribution: "normal",
            level: 1 - 0.05 / 6,
          }) as Effect,
      );
    });
    const adjusted = adjustPValues(
      expected.map(({ pValue }) => pValue),
      correction,
    );
    expect(new Set(adjusted).size).toBeGreaterThan(3);
    const effects = segments.flatMap((segment) => segment.effects) as readonly ArmEffect[];
    for (const [i, { pValue, interval }] of expected.entries()) {
      expect(effects[i]!.fixed.pValue).toBeCloseTo(pValue, 12);
      expect(effects[i]!.fixed.interval.low).toBeCloseTo(interval.low, 12);
      expect(effects[i]!.adjustedPValue).toBeCloseTo(adjusted[i]!, 12);
    }
  },
);
