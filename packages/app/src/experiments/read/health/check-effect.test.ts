import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { HealthCheck } from "@aisle/contracts/reading";
import { expect, it } from "vitest";
import { builtInMetrics } from "../../built-in-metrics.ts";
import { ExperimentFold } from "../../fold/experiment-fold.ts";
import { readExperiment } from "../read-experiment.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 10, 2);
const { metric } = builtInMetrics.find((one) => one.metric.id === "built-in/conversion")!;
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: [{ metric, role: "primary" }],
  method: "frequentist",
  correction: "none",
  level: 0.95,
  plannedDays: 21,
  segments: [],
};

/** Checks after some days of 400 units each, of whom `share` buy by arm and day. */
function checks(days: number, share: (arm: "a" | "b", day: number) => number): ReadonlyMap<string, HealthCheck> {
  const fold = ExperimentFold.for(spec);
  for (let unit = 0; unit < days * 400; unit++) {
    const [at, arm] = [Math.floor(unit / 400), unit % 2 === 0 ? "a" : "b"] as const;
    fold.addExposure(`u${unit}`, arm, start + at * day, {});
    if (((unit >> 1) % 200) / 200 < share(arm, at)) fold.addRow(`u${unit}`, start + at * day + 1000, 0, 1);
  }
  const experiment = { kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;
  const { health } = readExperiment(fold, experiment, { at: start + days * day, timeZone: "UTC" });
  return new Map(health.map((check) => [check.check, check]));
}

it("tells nothing of an effect that wears off before two weeks, and leaves open what was not compared", () => {
  const found = checks(9, () => 0.1);
  expect(found.get("novelty")).toMatchObject({ state: "open", message: expect.stringContaining("Two weeks") });
  expect(found.get("node-bias")).toMatchObject({ state: "open" });
  expect(found.get("weeks-covered")?.message).toBe("9 days are covered, every day of the week at least once.");
  const empty = checks(0, () => 0);
  for (const check of ["sample-ratio", "no-events", "novelty", "node-bias"])
    expect([check, empty.get(check)?.state]).toEqual([check, "open"]);
});

it("warns where those of the first week react otherwise than those who came later, and is clear where they do not", () => {
  const worn = checks(21, (arm, at) => (arm === "b" && at < 7 ? 0.4 : 0.2));
  expect(worn.get("novelty")).toMatchObject({ state: "warning", at: "b" });
  const { firstWeek, later } = worn.get("novelty")!.numbers;
  expect([Number(firstWeek), Number(later)]).toEqual([expect.closeTo(1, 1), expect.closeTo(0, 1)]);
  expect(checks(21, (arm) => (arm === "b" ? 0.3 : 0.2)).get("novelty")).toMatchObject({ state: "clear" });
});
