import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { expect, it } from "vitest";
import { readExperiment } from "../read/read-experiment.ts";
import { ExperimentFold } from "./experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "./fold-bytes.ts";

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

it("withholds the reading where a node of one arm falls back more, and says which", () => {
  const decision = { outcome: "answered", filled: 8, explored: 0, items: ["p"], fellBack: [], failed: [], skipped: [] };
  const fold = filled(1000, (into, i) =>
    into.addDecision(i % 2 ? "b" : "a", { ...decision, fellBack: i % 2 && i % 10 < 4 ? ["rank"] : [] }, `u${i}`),
  );
  const { withheld, health } = read(fold);
  expect(withheld).toBe(true);
  expect(health.find(({ state }) => state === "broken")).toMatchObject({ check: "node-bias", at: "rank" });
  const even = read(
    filled(1000, (into, i) => into.addDecision(i % 2 ? "b" : "a", { ...decision, fellBack: ["rank"] }, `u${i}`)),
  );
  expect(even.withheld).toBe(false);
  const skips = (kind: "failed" | "skipped") =>
    read(
      filled(1000, (into, i) =>
        into.addDecision(
          i % 2 ? "b" : "a",
          {
            ...decision,
            skipped: i % 2 ? ["rank"] : [],
            [kind]: i % 2 ? ["rank"] : [],
          },
          `u${i}`,
        ),
      ),
    );
  expect(skips("failed").health.find(({ state }) => state === "broken")).toMatchObject({ at: "rank" });
  // What lacked an input, as behind a branch that was not taken, did not fail.
  expect(skips("skipped").withheld).toBe(false);
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
  const decision = { outcome: "answered", filled: 8, explored: 0, items: ["p"], fellBack: [], failed: [], skipped: [] };
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
