import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { describe, expect, it } from "vitest";
import { readExperiment } from "../read/read-experiment.ts";
import { ExperimentFold } from "./experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "./fold-bytes.ts";
import type { CountedDecision } from "./fold-counts.ts";

const start = Date.UTC(2026, 9, 1);
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: [
    {
      role: "primary",
      metric: {
        id: "spent",
        name: "Spent",
        kind: "mean",
        measure: { source: { from: "events", name: "Order Completed" }, value: { add: "value" } },
        attribution: "unit",
        windowHours: 24,
        cupedDays: 0,
        better: "higher",
        unit: "money",
      },
    },
  ],
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: ["device"],
};
const experiment = { kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;
const read = (fold: ExperimentFold) =>
  readExperiment(fold, experiment, { at: start + 3 * 86_400_000, timeZone: "UTC" });

function filled(units: number, more: (fold: ExperimentFold, unit: number) => void = () => undefined): ExperimentFold {
  const fold = ExperimentFold.for(spec);
  for (let i = 0; i < units; i++) {
    fold.addExposure(`u${i}`, i % 2 ? "b" : "a", start + i, { device: i % 4 < 2 ? "phone" : "desktop" });
    fold.addRow(`u${i}`, start + i + 1000, 0, (i * 31) % 97);
    more(fold, i);
  }
  return fold;
}

it("forgets a person: their key is nobody's, their sums stay, and who comes back under it is someone new", () => {
  const fold = filled(3000);
  const before = read(fold);
  expect([fold.forget("u7"), fold.forget("u7"), fold.isExposed("u7"), fold.isExposed("u8")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  const again = foldFromBytes(foldToBytes(fold));
  expect(again.isExposed("u7")).toBe(false);
  expect(read(again)).toEqual(before);
  again.addExposure("u7", "a", start + 5);
  expect(read(again).units).toEqual({ a: 1501, b: 1500 });
});

it("counts an order that a second message brings once, also after it was stored", () => {
  const fold = ExperimentFold.for(spec);
  expect([fold.isNewOrder("o1"), fold.isNewOrder("o1"), fold.isNewOrder("o2")]).toEqual([true, false, true]);
  const again = foldFromBytes(foldToBytes(fold));
  expect([again.isNewOrder("o2"), again.isNewOrder("o3")]).toEqual([false, true]);
});

describe("where an arm's steps end otherwise", () => {
  const decision = {
    ...{ outcome: "answered", filled: 8, explored: 0, items: ["p"], error: "" },
    ...{ fellBack: [], failed: [], skipped: [], late: [] },
  };
  /** Two in five of the arm's decisions, of which each has 500. */
  const some = (change: Partial<CountedDecision>, arms = "b") =>
    read(
      foldFromBytes(
        foldToBytes(
          filled(1000, (into, i) => {
            const arm = i % 2 ? "b" : "a";
            const isOne = arms.includes(arm) && i % 10 < 4;
            into.addDecision(arm, { ...decision, ...(isOne ? change : {}) }, `u${i}`);
          }),
        ),
      ),
    );
  const failed = { outcome: "failed", filled: 0, items: [] };
  it.each<[string, Partial<CountedDecision>, string | undefined, string]>([
    ["falls back", { fellBack: ["rank"] }, "rank", "Node rank fell back in 40.0 %"],
    ["fails, and is skipped then", { failed: ["rank"], skipped: ["rank"] }, "rank", "Node rank failed in 40.0 %"],
    ["takes longer than its limit", { late: ["rank"] }, "rank", "Node rank took longer than its limit in 40.0 %"],
    [
      "is cut short by its limit, and fails the run",
      { ...failed, error: "step.timeout" },
      undefined,
      "ran out of time",
    ],
    ["is not done when the run has to end", { ...failed, error: "run.deadline" }, undefined, "ran out of time"],
    ["fails the run", { ...failed, error: "run.failed" }, undefined, "Answers failed in 40.0 %"],
    ["leaves the answer to the fallback", { outcome: "fell-back" }, undefined, "Answers fell back in 40.0 %"],
    ["leaves answers empty", { filled: 0, items: [] }, undefined, "Answers came out empty in 40.0 %"],
  ])("withholds the reading where a step %s more in one arm", (_what, change, at, message) => {
    const { withheld, health } = some(change);
    expect(withheld).toBe(true);
    const broken = health.filter(({ state }) => state === "broken");
    expect(broken.map(({ check }) => check)).toEqual(broken.map(() => "node-bias"));
    expect(broken.find((one) => one.message.includes(message))?.at).toBe(at);
    expect(broken.some((one) => one.message.includes(message))).toBe(true);
    expect(some(change, "ab").withheld).toBe(false);
  });

  it("says that a node is skipped more, which may be what is tested, and withholds nothing", () => {
    const { withheld, health } = some({ skipped: ["rank", "behind", "next", "last"] });
    expect(withheld).toBe(false);
    const said = health.filter(({ check, state }) => check === "node-bias" && state === "warning");
    expect(said.map(({ at }) => at)).toEqual(["behind", "last", "next"]);
    expect(said[0]!.message).toContain("was skipped in 40.0 % of the decisions of arm b, in 0.0 % of arm a");
    // Behind what failed nothing runs: that is no news.
    const failing = some({ ...failed, failed: ["rank"], skipped: ["behind"], error: "run.failed" });
    expect(failing.health.some(({ message }) => message.includes("skipped in"))).toBe(false);
    expect(failing.withheld).toBe(true);
  });

  it("reads sums of before times were counted", () => {
    const fold = filled(1000, (into, i) =>
      into.addDecision(i % 2 ? "b" : "a", { ...decision, fellBack: ["rank"] }, `u${i}`),
    );
    for (const counts of fold.counts) for (const of of Object.values(counts.nodes)) delete of.late;
    expect(read(fold).health.find(({ check }) => check === "node-bias")?.state).toBe("clear");
  });
});

it("finds units that one arm lacks, and the segment that it lacks them in", () => {
  const fold = ExperimentFold.for(spec);
  for (let i = 0; i < 4000; i++) {
    const [arm, device] = [i % 2 ? "b" : "a", i % 4 < 2 ? "phone" : "desktop"] as const;
    if (arm === "b" && device === "phone" && i % 3 === 0) continue;
    fold.addExposure(`u${i}`, arm, start + i, { device });
  }
  const { withheld, health } = read(fold);
  expect(withheld).toBe(true);
  expect(health.find(({ check }) => check === "sample-ratio")).toMatchObject({ state: "broken", at: "device = phone" });
  // Where a node fares differently beside it, units may be lost there.
  const decision = {
    ...{ outcome: "answered", filled: 8, explored: 0, items: ["p"], error: "" },
    ...{ fellBack: [], skipped: [], late: [] },
  };
  for (let i = 0; i < 1000; i++)
    fold.addDecision(i % 2 ? "b" : "a", { ...decision, failed: i % 2 && i % 10 < 4 ? ["rank"] : [] }, `u${i}`);
  expect(read(fold).health.find(({ check }) => check === "sample-ratio")).toMatchObject({
    at: "device = phone, node rank",
    message: expect.stringContaining("The arms fare differently at node rank: look there first."),
  });
});

it("reads bytes of another version as nothing that it knows", () => {
  const bytes = foldToBytes(filled(10));
  expect(() => foldFromBytes(Uint8Array.from([9, ...bytes.subarray(1)]))).toThrow(/version 9/);
  expect(() => foldFromBytes(bytes.subarray(0, bytes.length - 5))).toThrow(RangeError);
});
