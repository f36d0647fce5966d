import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { expect, it } from "vitest";
import { ExperimentFold } from "../fold/experiment-fold.ts";
import { readExperiment } from "../read/read-experiment.ts";
import { foldedSpec } from "./folded-spec.ts";

const start = Date.UTC(2026, 9, 1);
const day = 86_400_000;
const metric = (id: string): Metric => ({
  ...{ id, name: id, kind: "proportion", attribution: "decision", windowHours: 24, cupedDays: 0, better: "higher" },
  ...{ unit: "share", measure: { source: { from: "events", name: id }, value: { add: "count" } } },
});
const specOf = (method: ExperimentSpec["method"]): ExperimentSpec => ({
  ...{ hypothesis: "", unit: { kind: "session", field: "sessionId" }, coverage: 1, method, correction: "holm" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  metrics: ["click", "cart", "order"].map((id, i) => ({ metric: metric(id), role: i === 0 ? "primary" : "secondary" })),
  ...{ level: 0.95, plannedDays: 14, segments: [] },
});

/** On the third of fourteen days 200 units have voted, 118 of them for the second ranking. */
function read(method: ExperimentSpec["method"]) {
  const experiment = {
    kind: "interleaving",
    spec: specOf(method),
    startedAt: new Date(start),
    stoppedAt: null,
  } as const;
  const fold = ExperimentFold.for(foldedSpec(experiment));
  for (let i = 0; i < 200; i++) {
    fold.addExposure(`u${i}`, "interleaved", start + i);
    for (let of = 0; of < 3; of++) fold.addRow(`u${i}`, start + 1000 + i, 2 * of + (i < 118 - of ? 1 : 0), 1);
  }
  return readExperiment(fold, experiment, { at: start + 2 * day, timeZone: "UTC" });
}

it("decides by the p-value of its method: one of a single look does not end an experiment that is read every day", () => {
  const [look] = read("frequentist").interleaving!;
  expect(look!.pValue).toBeLessThan(0.05);
  const [primary] = read("sequential").metrics;
  const [effect] = primary!.effects;
  if (effect === undefined || "reason" in effect || "reason" in effect.sequential) throw new Error("not read");
  expect(effect.sequential.pValue).toBeGreaterThan(0.05);
  expect(effect.adjustedPValue).toBe(effect.sequential.pValue);
  expect(primary!.verdicts).toEqual({ b: "too-early" });
});

it("corrects the p-values of secondary metrics for being several", () => {
  const { metrics, interleaving } = read("frequentist");
  const found = metrics.map(({ effects: [effect] }) => (effect as { readonly adjustedPValue: number }).adjustedPValue);
  const [first, ...others] = interleaving!.map(({ pValue }) => pValue);
  expect(found).toEqual([first, ...adjustPValues(others, "holm")]);
  expect(found[1]).toBeGreaterThan(others[0]!);
});
