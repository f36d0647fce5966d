import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldDecision } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import { describe, expect, it } from "vitest";
import { builtInMetrics } from "./built-in-metrics.ts";
import { ExperimentFold } from "./fold/experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "./fold/fold-bytes.ts";
import { RowTaker } from "./fold/row-taker.ts";
import { metricFaults } from "./metric-faults.ts";
import { readExperiment } from "./read/read-experiment.ts";

const start = Date.UTC(2026, 9, 1);
const minute = 60_000;
const metrics = builtInMetrics.map(({ metric }) => ({ metric, role: "secondary" as const }));
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics,
  ...{ method: "frequentist", correction: "holm", level: 0.95, plannedDays: 14, segments: [] },
};
const costs = new Map([
  ["shoe", { cost: 4000, currency: "EUR" }],
  ["sock", { cost: 200, currency: "EUR" }],
]);

interface Happened {
  readonly unit: string;
  /** Minutes after the exposure. */
  readonly at: number;
  readonly name: string;
  readonly properties?: JsonObject;
  /** Whether the event names a decision of the unit. */
  readonly named?: boolean;
}

const answer = (unit: string, over: Partial<FoldDecision["facts"]> = {}, outcome = "answered", totalMs = 20) => ({
  unit,
  outcome,
  totalMs,
  facts: { filled: 4, explored: 0, items: ["shoe"], request: {}, ...over },
});
const line = (product_id: string, price: number, quantity = 1) => ({ product_id, price, quantity });
const order = (order_id: string, ...products: JsonObject[]) => ({ order_id, currency: "EUR", products });

/** Four shoppers in each arm, exposed at once; what `a` does is counted, `b` does one of everything. */
function figuresOf(happened: readonly Happened[], decisions: readonly ReturnType<typeof answer>[]) {
  const fold = ExperimentFold.for(spec);
  const taker = new RowTaker(fold, spec, () => []);
  for (const unit of ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]) fold.addExposure(unit, unit[0]!, start);
  for (const [i, { unit, ...rest }] of decisions.entries())
    taker.decision({ id: `d${i}`, at: start + i, unit, arm: unit[0]!, ...rest });
  for (const [i, { unit, at: minutes, name, properties = {}, named = false }] of happened.entries()) {
    const at = start + minutes * minute;
    const event = { id: `m${i}`, at, receivedAt: at, name, shopperId: unit, payload: { properties } };
    taker.byDecision(named ? { ...event, decisionUnit: unit } : event, (id) => costs.get(id));
    taker.byUnit(event, unit, (id) => costs.get(id));
  }
  const experiment = { kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;
  const at = start + 20 * 24 * 60 * minute;
  const { metrics: read } = readExperiment(foldFromBytes(foldToBytes(fold)), experiment, { at, timeZone: "UTC" });
  return (id: string) => {
    const found = read.find(({ metric }) => metric === `built-in/${id}`);
    if (found === undefined) throw new Error(`There is no metric ${id}.`);
    return found.arms[0]!;
  };
}

it("has every metric that can be picked without a fault, each once", () => {
  expect(metrics.flatMap(({ metric }) => metricFaults(metric))).toEqual([]);
  expect(new Set(metrics.map(({ metric }) => metric.id)).size).toBe(metrics.length);
});

describe("what each built-in metric is, computed by hand", () => {
  const bought = { name: "Order Completed", at: 60 };
  const figures = figuresOf(
    [
      { unit: "a1", at: 1, name: "Product Clicked", named: true },
      { unit: "a1", at: 2, name: "Product Clicked", named: true },
      // Of no decision of the endpoint: no click-through.
      { unit: "a2", at: 1, name: "Product Clicked" },
      { unit: "a1", at: 3, name: "Product Added", properties: line("shoe", 90) },
      { unit: "a2", at: 3, name: "Product Added", properties: line("shoe", 90) },
      { unit: "a3", at: 3, name: "Product Added", properties: line("sock", 5) },
      { unit: "a1", ...bought, properties: order("o1", line("shoe", 90), line("sock", 5, 2)) },
      { unit: "a2", ...bought, properties: order("o2", line("shoe", 90), line("sock", 5, 2)) },
      { unit: "a2", ...bought, at: 61, properties: order("o2", line("shoe", 90), line("sock", 5, 2)) },
      // A part is broken, and then another does not fit: one return of an order, which is of size.
      {
        unit: "a1",
        at: 900,
        name: "Order Refunded",
        properties: { ...order("o1", line("sock", 5)), reason: "Broken" },
      },
      {
        unit: "a1",
        at: 950,
        name: "Order Refunded",
        properties: { ...order("o1", line("shoe", 90)), reason: "Wrong SIZE" },
      },
      { unit: "a1", at: 5, name: "Conversation Started" },
      { unit: "a2", at: 5, name: "Conversation Started" },
      { unit: "a3", at: 5, name: "Conversation Started" },
      { unit: "a4", at: 5, name: "Conversation Started" },
      { unit: "a4", at: 6, name: "Conversation Handed Over" },
    ],
    [
      answer("a1", { filled: 0, items: [] }),
      answer("a1", { explored: 1 }),
      answer("a2", { explored: 2, filled: 8 }, "fell-back", 400),
      answer("a3", {}, "answered", 30),
      answer("a4"),
    ],
  );
  it.each([
    ["click-through", 1 / 4],
    ["add-to-cart", 3 / 4],
    ["conversion", 2 / 4],
    ["revenue", (10_000 + 10_000) / 4],
    ["margin", (2 * (9000 - 4000 + 2 * (500 - 200))) / 4],
    ["order-value", 20_000 / 2],
    ["zero-results", 1 / 5],
    ["fell-back", 1 / 5],
    ["exploration", 3 / (0 + 4 + 8 + 4 + 4)],
    ["returns", 1 / 2],
    ["size-returns", 1 / 2],
    ["hand-over", 1 / 4],
  ])("%s is %f", (id, value) => {
    expect(figures(id).mean).toBeCloseTo(value, 12);
  });

  it("p95 latency is what 95 of 100 answers stay below", () => {
    const latency = figuresOf(
      [],
      Array.from({ length: 200 }, (_, i) => answer(`a${1 + (i % 4)}`, {}, "answered", i + 1)),
    )("latency-p95");
    expect(latency.mean).toBeGreaterThanOrEqual(190);
    expect(latency.mean).toBeLessThanOrEqual(191);
  });
});

describe("search abandonment", () => {
  const search = (at: number, query?: string) => ({
    unit: "a1",
    at,
    name: "Products Searched",
    properties: query === undefined ? {} : { query },
  });
  const click = (at: number) => ({ unit: "a1", at, name: "Product Clicked" });
  it.each<[string, readonly Happened[], number, number]>([
    ["a click follows", [search(0, "tent"), click(2)], 0, 1],
    ["no click follows", [search(0, "tent")], 1, 1],
    ["a click comes too late", [search(0, "tent"), click(31)], 1, 1],
    ["another search comes first", [search(0, "tent"), search(1, "dome tent"), click(2)], 1, 2],
    ["the search goes on with its next page", [search(0, "tent"), search(1, " Tent "), click(29), click(30)], 0, 1],
    ["a shopper comes back from a product to the same search", [search(0, "tent"), click(2), search(4, "tent")], 0, 1],
    ["the same is looked for another day", [search(0, "tent"), click(2), search(1500, "tent")], 1, 2],
    ["texts are unknown", [search(0), search(1), click(2)], 1, 2],
    ["a click comes before", [click(0), search(1, "tent")], 1, 1],
    ["events arrive in another order", [click(2), search(1, "dome tent"), search(0, "tent")], 1, 2],
    ["it began before the exposure", [search(-5, "tent"), click(1)], 0, 0],
  ])("where %s", (_what, happened, abandoned, searches) => {
    const { sum, perSum } = figuresOf(happened, [])("search-abandonment");
    expect([sum, perSum]).toEqual([abandoned, searches]);
  });

  it("is of each shopper alone", () => {
    const other = { ...click(1), unit: "a2" };
    expect(figuresOf([search(0, "tent"), other], [])("search-abandonment")).toMatchObject({ sum: 1, perSum: 1 });
  });
});
