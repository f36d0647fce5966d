import type { ExperimentSpec, ReadingMethod } from "@aisle/contracts/experiment";
import type { ArmEffect, MetricVerdict } from "@aisle/contracts/reading";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { expect, it } from "vitest";
import type { DraftReading } from "./read-metric.ts";
import { withVerdicts } from "./with-verdicts.ts";

const start = Date.UTC(2026, 5, 1);
const day = 86_400_000;
type Role = ExperimentSpec["metrics"][number]["role"];

interface Case {
  readonly role: Role;
  readonly pValue?: number;
  readonly estimate?: number;
  readonly interval?: readonly [low: number | null, high: number | null];
  readonly better?: "higher" | "lower";
}

function specOf(cases: readonly Case[], over: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    hypothesis: "",
    unit: { kind: "session", field: "session" },
    arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
    coverage: 1,
    metrics: cases.map(({ role, better = "higher" }, i) => ({
      role,
      ...(role === "guardrail" ? { limit: 0.05 } : {}),
      metric: {
        ...{ id: `m${i}`, name: `M${i}`, kind: "mean", attribution: "unit", windowHours: 24, cupedDays: 0 },
        measure: { source: { from: "events", name: "order" }, value: { add: "count" } },
        ...{ better, unit: "number" },
      },
    })),
    ...{ method: "frequentist", correction: "holm", level: 0.95, plannedDays: 14, segments: [] },
    ...over,
  };
}

/** Each method has a p-value of its own, so that a reading by another one shows. */
function effectOf({ pValue = 0.5, estimate = 0.1, interval: [low, high] = [-0.1, 0.3] }: Case): ArmEffect {
  const interval = { low, high };
  return {
    ...{ arm: "b", estimate, standardError: 0.1, adjustedPValue: pValue },
    fixed: { pValue, interval },
    sequential: { pValue: Math.min(1, 4 * pValue), interval },
    bayesian: { chanceToWin: 1 - pValue, interval, riskOfTreatment: 0, riskOfControl: 0 },
  };
}

function read(cases: readonly Case[], over: Partial<ExperimentSpec> = {}, days = 14) {
  const spec = specOf(cases, over);
  const drafts = cases.map((each): DraftReading => ({ arms: [], effects: [effectOf(each)], method: "meanSummary" }));
  return withVerdicts({ kind: "test", spec, startedAt: new Date(start), stoppedAt: null }, drafts, start + days * day);
}

const adjusted = (readings: ReturnType<typeof read>) =>
  readings.map(({ effects: [effect] }) => (effect as ArmEffect).adjustedPValue);
const verdicts = (readings: ReturnType<typeof read>) => readings.map(({ verdicts: { b } }) => b);

it.each(["holm", "benjamini-hochberg"] as const)(
  "corrects secondary metrics together, and them alone (%s)",
  (correction) => {
    const pValues = [0.04, 0.012, 0.03];
    const cases: readonly Case[] = [
      { role: "primary", pValue: 0.04 },
      ...pValues.map((pValue): Case => ({ role: "secondary", pValue })),
      { role: "guardrail", pValue: 0.04 },
    ];
    const readings = read(cases, { correction });
    expect(adjusted(readings)).toEqual([0.04, ...adjustPValues(pValues, correction), 0.04]);
    // Each of them alone would be an effect.
    const expected: readonly MetricVerdict[] =
      correction === "holm" ? ["no-difference", "better", "no-difference"] : ["better", "better", "better"];
    expect(verdicts(readings).slice(1, 4)).toEqual(expected);
    expect(adjusted(read(cases, { correction: "none" }))).toEqual([0.04, ...pValues, 0.04]);
  },
);

it.each<[ReadingMethod, number, number, MetricVerdict]>([
  ["frequentist", 0.04, 14, "better"],
  ["frequentist", 0.04, 13.99, "too-early"],
  ["frequentist", 0.06, 14, "no-difference"],
  ["sequential", 0.01, 3, "better"],
  ["sequential", 0.02, 3, "too-early"],
  ["sequential", 0.02, 14, "no-difference"],
  ["bayesian", 0.02, 14, "better"],
  ["bayesian", 0.02, 13.99, "too-early"],
  ["bayesian", 0.04, 14, "no-difference"],
])("decides by the method that was chosen: %s, p %d, after %d days", (method, pValue, days, verdict) => {
  expect(verdicts(read([{ role: "primary", pValue }], { method }, days))).toEqual([verdict]);
  const worse = { better: "worse" } as { readonly [verdict: string]: MetricVerdict };
  const lower = read([{ role: "primary", pValue, better: "lower" }], { method }, days);
  expect(verdicts(lower)).toEqual([worse[verdict] ?? verdict]);
});

it.each<["higher" | "lower", number | null, number | null, MetricVerdict]>([
  ["lower", 0.051, 0.2, "hurt"],
  ["lower", 0.05, 0.2, "too-early"],
  ["lower", -0.2, 0.049, "holds"],
  ["lower", -0.2, 0.05, "too-early"],
  ["lower", null, 0.01, "holds"],
  ["lower", 0.06, null, "hurt"],
  ["higher", -0.2, -0.051, "hurt"],
  ["higher", -0.049, 0.2, "holds"],
  ["higher", -0.05, 0.2, "too-early"],
  ["higher", null, 0.2, "too-early"],
])("holds a guardrail of 5 %% against the whole interval (%s is better, %d to %d)", (better, low, high, verdict) => {
  expect(verdicts(read([{ role: "guardrail", better, interval: [low, high] }]))).toEqual([verdict]);
});
