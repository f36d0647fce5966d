import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldDecision, FoldEvent } from "@aisle/contracts/fold-source";
import type { Measure, Metric } from "@aisle/contracts/metric";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ExperimentFold } from "./experiment-fold.ts";
import { foldExperiment } from "./fold-experiment.ts";
import { MemoryFoldSource } from "./memory-fold-source.fixture.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 9, 1);
const metricOf = (id: string, over: Partial<Metric> = {}, where?: string): Metric => ({
  ...{ id, name: id, kind: "mean", attribution: "unit", windowHours: 72, cupedDays: 0, better: "higher" },
  ...{ unit: "number", ...over },
  measure: {
    source: { from: "events", name: "Bought", ...(where === undefined ? {} : { where }) },
    value: { add: "count" } as Measure["value"],
  },
});
const specOf = (metrics: readonly Metric[], segments: readonly string[] = []): ExperimentSpec => ({
  ...{ hypothesis: "", unit: { kind: "shopper", field: "shopperId" }, coverage: 1, segments, level: 0.95 },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  metrics: metrics.map((metric, i) => ({ metric, role: i === 0 ? ("primary" as const) : ("secondary" as const) })),
  ...{ method: "frequentist", correction: "holm", plannedDays: 14 },
});
const experimentOf = (spec: ExperimentSpec) =>
  ({ key: "k", kind: "test", spec, startedAt: new Date(start), stoppedAt: null }) as const;
const options = { timeZone: "UTC", clock: () => start + 20 * 24 * hour };

const exposureOf = (id: string, unit: string, arm: string, at: number): FoldDecision => ({
  ...{ id, unit, arm, at, outcome: "answered", totalMs: 1 },
  facts: { filled: 1, explored: 0, items: [], request: {} },
});
const boughtOf = (id: string, at: number, userId?: string, anonymousId?: string): FoldEvent => ({
  ...{ id, at, receivedAt: at, name: "Bought", shopperId: userId ?? anonymousId ?? "" },
  payload: {
    ...(userId === undefined ? {} : { userId }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
    properties: {},
  },
});

type Row = { readonly is: "decision"; readonly row: FoldDecision } | { readonly is: "event"; readonly row: FoldEvent };
const rowsOf = fc.array(
  fc.record({
    kind: fc.constantFrom("anonymous", "user", "bought", "bought", "both", "both"),
    arm: fc.constantFrom("a", "b"),
    browser: fc.nat(5),
    at: fc.nat(96).map((hours) => start + hours * hour),
  }),
  { minLength: 5, maxLength: 40 },
);

/** What is new or returning is told by the shopper's own id alone, and is left out. */
const numbersOf = ({ reading }: MemoryFoldSource) => {
  const { units, crossedOver, metrics, days } = reading!;
  // The order of a sum shows in the last digits.
  const rounded = (_: string, each: unknown) => (typeof each === "number" ? Number(each.toPrecision(9)) : each);
  return JSON.parse(JSON.stringify({ units, crossedOver, metrics, days }, rounded)) as unknown;
};

it("comes to the same numbers whatever arrives first, where shoppers sign in before, between and after their exposures", async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.array(fc.nat(40), { maxLength: 4 }), async (facts, cuts) => {
      const rows = facts.map(({ kind, arm, browser, at }, i): Row => {
        // Each shopper has one browser; what is late about several of them is not looked for.
        const who = browser;
        const id = `r${String(i).padStart(3, "0")}`;
        if (kind === "anonymous") return { is: "decision", row: exposureOf(id, `anon${browser}`, arm, at) };
        if (kind === "user") return { is: "decision", row: exposureOf(id, `user${who}`, arm, at) };
        const user = kind === "bought" && arm === "a" ? undefined : `user${who}`;
        const anonymous = kind === "both" || user === undefined ? `anon${browser}` : undefined;
        return { is: "event", row: boughtOf(id, at, user, anonymous) };
      });
      const experiment = experimentOf(specOf([metricOf("bought")]));
      const add = (source: MemoryFoldSource, { is, row }: Row) =>
        is === "decision" ? source.decisionRows.push(row) : source.eventRows.push(row);
      const inRounds = new MemoryFoldSource();
      const ends = [...new Set([...cuts, rows.length])].sort((a, b) => a - b);
      let done = 0;
      for (const end of ends) {
        for (const row of rows.slice(done, end)) add(inRounds, row);
        done = Math.max(done, end);
        await foldExperiment(inRounds, experiment, options);
      }
      const atOnce = new MemoryFoldSource();
      for (const row of rows) add(atOnce, row);
      await foldExperiment(atOnce, experiment, options);
      expect(numbersOf(inRounds)).toEqual(numbersOf(atOnce));
    }),
    { numRuns: 250 },
  );
});

const products = Array.from({ length: 60 }, (_, i) => ({ price: i + 0.5 }));
// Each row takes more steps than a row may.
const dear =
  "properties.products.all(a, properties.products.all(b, properties.products.all(c, a.price + b.price + c.price > 0.0)))";

it("lets others in the process go on while each row's filter is dear, sees a cancel, and names the rows that were not judged", async () => {
  const source = new MemoryFoldSource(5_000);
  source.decisionRows.push(exposureOf("d1", "ann", "a", start), exposureOf("d2", "bob", "b", start));
  for (let i = 0; i < 2_000; i++)
    source.eventRows.push({
      ...boughtOf(`e${i}`, start + i, "ann"),
      payload: { userId: "ann", properties: { products } },
    });
  const experiment = experimentOf(specOf([metricOf("dear", {}, dear)]));
  const held = monitorEventLoopDelay({ resolution: 5 });
  held.enable();
  await foldExperiment(source, experiment, options);
  held.disable();
  expect(held.max / 1e6).toBeLessThan(400);
  expect(source.reading!.health.find(({ check }) => check === "filter")?.message).toContain("dear (2000 rows)");
  const canceled = new MemoryFoldSource(5_000);
  canceled.decisionRows.push(...source.decisionRows);
  canceled.eventRows.push(...source.eventRows);
  const signal = AbortSignal.timeout(50);
  await expect(foldExperiment(canceled, experiment, { ...options, signal })).rejects.toThrow();
}, 60_000);

it("takes segments that are named as what every object has", async () => {
  const source = new MemoryFoldSource();
  const names = ["constructor", "__proto__", "device"];
  for (let i = 0; i < 8; i++) {
    const { facts, ...row } = exposureOf(`d${i}`, `u${i}`, "ab"[i % 2]!, start);
    const request = JSON.parse(i < 4 ? '{ "__proto__": "x", "device": "phone" }' : "{}") as typeof facts.request;
    source.decisionRows.push({ ...row, facts: { ...facts, request } });
  }
  await foldExperiment(source, experimentOf(specOf([metricOf("bought")], names)), options);
  const found = source.reading!.segments.map(({ dimension, value }) => [dimension, value]);
  expect(found).toEqual([
    ["__proto__", "x"],
    ["device", "phone"],
  ]);
  // Other segments are other sums, whatever their names hold.
  const fold = ExperimentFold.for(specOf([metricOf("bought")], ["a", "b"]));
  expect(fold.fits(specOf([metricOf("bought")], ["a\nb"]))).toBe(false);
});
