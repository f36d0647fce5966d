import type { ArmEffect, MetricReading, MetricVerdict } from "@aisle/contracts/reading";
import { describe, expect, it } from "vitest";
import { dayOf, dayOfPlan, type JudgedExperiment, leaderOf, verdictOf } from "./experiment-verdict.ts";

const now = new Date("2026-11-18T12:00:00Z");
const experiment: JudgedExperiment = {
  kind: "test",
  state: "running",
  problem: null,
  startedAt: new Date("2026-11-14T09:00:00Z"),
  stoppedAt: null,
  decision: null,
  spec: {
    hypothesis: "More margin",
    plannedDays: 14,
    method: "frequentist",
    arms: [
      { key: "a", name: "A", weight: 0.5 },
      { key: "b", name: "B", weight: 0.5 },
    ],
    metrics: [
      { id: "r", name: "Revenue per session", better: "higher", unit: "money", role: "primary" },
      { id: "t", name: "p95 latency", better: "lower", unit: "milliseconds", role: "guardrail" },
    ],
  },
};

function effect(arm: string, estimate: number, low: number | null, high: number | null): ArmEffect {
  const interval = { low, high };
  return {
    arm,
    estimate,
    standardError: 0.02,
    fixed: { pValue: 0.4, interval },
    adjustedPValue: 0.4,
    sequential: { pValue: 0.6, interval: { low: -0.1, high: 0.15 } },
    bayesian: { reason: "no" },
  };
}

function metric(id: string, role: MetricReading["role"], verdict: MetricVerdict, ...effects: MetricReading["effects"]) {
  const verdicts = Object.fromEntries(effects.map(({ arm }) => [arm, verdict]));
  return { metric: id, role, arms: [], effects, verdicts, method: "" } satisfies MetricReading;
}

const reading = (...metrics: readonly MetricReading[]) => ({
  units: { a: 100, b: 100 },
  metrics,
  health: [],
  withheld: false,
});
const latency = metric("t", "guardrail", "holds", effect("b", 0.01, -0.01, 0.02));

it("counts the day that runs, and of an ended experiment the days that it ran", () => {
  const startedAt = new Date("2026-11-01T09:00:00Z");
  const on = (at: string, stopped?: string) =>
    dayOf({ startedAt, stoppedAt: stopped === undefined ? null : new Date(stopped) }, new Date(at));
  expect(dayOf({ startedAt: null, stoppedAt: null }, now)).toBeNull();
  expect([dayOfPlan(21, 21), dayOfPlan(22, 21)]).toEqual(["21 of 21", "22 (21 planned)"]);
  expect(on("2026-11-01T09:00:00Z")).toBe(1);
  expect(on("2026-11-22T08:59:00Z")).toBe(21);
  expect(on("2026-11-22T09:00:05Z")).toBe(22);
  expect(on("2026-12-06T09:00:00Z", "2026-11-22T09:00:05Z")).toBe(21);
  expect(on("2026-12-06T09:00:00Z", "2026-11-01T10:00:00Z")).toBe(1);
});

it("names the arm that is known to be better before one that may lead by chance", () => {
  const effects = [effect("b", 0.05, 0.03, 0.07), effect("c", 0.08, -0.1, 0.26)];
  const primary = {
    ...metric("r", "primary", "no-difference", ...effects),
    verdicts: { b: "better", c: "no-difference" },
  } as const;
  expect(leaderOf(experiment.spec, { metrics: [primary] })).toMatchObject({ arm: "b", verdict: "better" });
  const swapped = { ...primary, effects: effects.toReversed() };
  expect(leaderOf(experiment.spec, { metrics: [swapped] })).toMatchObject({ arm: "b" });
  const unsure = { ...primary, verdicts: { b: "no-difference", c: "no-difference" } } as const;
  expect(leaderOf(experiment.spec, { metrics: [unsure] })).toMatchObject({ arm: "c" });
});

describe("the verdict", () => {
  it("says that it is too early, and what chance could explain", () => {
    const primary = metric("r", "primary", "too-early", effect("b", 0.0213, -0.026, 0.068));
    expect(verdictOf(experiment, reading(primary, latency), now)).toEqual({
      kind: "too-early",
      headline: "Too early: 9 more days before this can be decided",
      detail:
        "B leads by 2.1 % in revenue per session, but chance could explain it: −2.6 % to +6.8 % all fit. No guardrail is hurt.",
    });
  });

  it("says what is better and which guardrail is hurt", () => {
    const primary = metric("r", "primary", "better", effect("b", 0.05, 0.01, 0.09));
    const hurt = metric("t", "guardrail", "hurt", effect("b", 0.3, 0.2, 0.4));
    const over = { ...experiment, state: "stopped", stoppedAt: new Date("2026-11-29T09:00:00Z") } as const;
    expect(verdictOf(over, reading(primary, hurt), now)).toEqual({
      kind: "better",
      headline: "B is better",
      detail:
        "B leads by 5.0 % in revenue per session: +1.0 % to +9.0 % fit the data. A guardrail is hurt: p95 latency.",
    });
  });

  it("reads the interval of the chosen method", () => {
    const primary = metric("r", "primary", "too-early", effect("b", 0.02, 0.01, 0.03));
    const by = (method: "sequential" | "bayesian") => ({ ...experiment, spec: { ...experiment.spec, method } });
    expect(verdictOf(by("sequential"), reading(primary), now).detail).toContain("−10.0 % to +15.0 % all fit");
    expect(leaderOf(by("bayesian").spec, reading(primary))).toBeUndefined();
    expect(verdictOf(by("bayesian"), reading(primary), now).kind).toBe("waiting");
  });

  it("takes the arm that falls the most for the leader where less is better", () => {
    const spec = {
      ...experiment.spec,
      metrics: [{ id: "t", name: "p95 latency", better: "lower", unit: "milliseconds", role: "primary" }],
    } as const;
    const primary = metric(
      "t",
      "primary",
      "no-difference",
      effect("b", -0.02, -0.05, 0.01),
      effect("c", 0.1, 0.0, 0.2),
    );
    expect(leaderOf(spec, reading(primary))).toMatchObject({ arm: "b", isBetter: true });
    const ended = { ...experiment, spec, state: "stopped", stoppedAt: now } as const;
    expect(verdictOf(ended, reading(primary), now)).toMatchObject({ headline: "Ended without a difference" });
  });

  it("takes an experiment that ended before its plan was over for no proof that nothing differs", () => {
    const ended = { ...experiment, state: "stopped", stoppedAt: now } as const;
    const primary = metric("r", "primary", "too-early", effect("b", 0.05, 0.01, 0.09));
    expect(verdictOf(ended, reading(primary), now)).toMatchObject({
      kind: "too-early",
      headline: "Too early to tell: it ended before its 14 planned days were over",
    });
  });

  it("withholds what cannot be trusted, and says of what does not run why", () => {
    const health = [{ check: "sample-ratio", state: "broken", message: "The split is off.", numbers: {} }] as const;
    const withheld = { ...reading(latency), health, withheld: true };
    expect(verdictOf(experiment, withheld, now)).toMatchObject({ kind: "withheld", detail: "The split is off." });
    expect(verdictOf({ ...experiment, problem: "A node is gone." }, null, now)).toMatchObject({ kind: "problem" });
    expect(verdictOf(experiment, null, now)).toMatchObject({ kind: "waiting" });
  });
});
