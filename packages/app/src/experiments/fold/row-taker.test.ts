import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Measure, Metric } from "@aisle/contracts/metric";
import type { JsonObject } from "@aisle/runtime/json";
import { expect, it } from "vitest";
import { readExperiment } from "../read/read-experiment.ts";
import { ExperimentFold } from "./experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "./fold-bytes.ts";
import { RowTaker } from "./row-taker.ts";

const start = Date.UTC(2026, 9, 1);
const hour = 3_600_000;

function metricOf(id: string, value: Measure["value"], over: Partial<Metric> = {}): ExperimentMetric {
  return {
    role: "secondary",
    metric: {
      ...{ id, name: `The ${id}`, kind: "mean", attribution: "unit", windowHours: 48, cupedDays: 0, better: "higher" },
      ...{ unit: "money", measure: { source: { from: "events", name: "Order Completed" }, value } },
      ...over,
    },
  };
}
const metrics = [
  metricOf("orders", { add: "count" }, { unit: "number" }),
  metricOf("value", { add: "value" }),
  metricOf("margin", { add: "margin" }),
  metricOf("total", { add: "field", path: "total" }),
];
const specOf = (of: readonly ExperimentMetric[]): ExperimentSpec => ({
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: of,
  ...{ method: "frequentist", correction: "holm", level: 0.95, plannedDays: 14, segments: [] },
});
const costs = new Map([
  ["shoe", { cost: 4000, currency: "EUR" }],
  ["sock", { cost: 200, currency: "EUR" }],
  ["hat", { cost: 900, currency: "GBP" }],
]);

/** The reading after one shopper of each arm was exposed, and the first sent some orders. */
function read(of: readonly ExperimentMetric[], orders: readonly JsonObject[]) {
  const spec = specOf(of);
  const fold = ExperimentFold.for(spec);
  const taker = new RowTaker(fold, spec, () => []);
  fold.addExposure("ann", "a", start);
  fold.addExposure("bob", "b", start);
  for (const [i, properties] of orders.entries()) {
    const at = start + (i + 1) * hour;
    const event = {
      id: `m${i}`,
      at,
      receivedAt: at,
      name: "Order Completed",
      shopperId: "ann",
      payload: { properties },
    };
    taker.byUnit(event, "ann", (id) => costs.get(id));
  }
  const stored = foldFromBytes(foldToBytes(fold));
  const experiment = { kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;
  const reading = readExperiment(stored, experiment, { at: start + 24 * hour, timeZone: "UTC" });
  return { reading, sums: Object.fromEntries(reading.metrics.map(({ metric, arms }) => [metric, arms[0]!.sum])) };
}
const line = (product_id: string, price: number, quantity = 1) => ({ product_id, price, quantity });
const order = (total: number, ...products: JsonObject[]) => ({ order_id: "o1", currency: "EUR", total, products });

it("takes the margin of an order from what its products cost, and leaves out lines whose cost is unknown or other money", () => {
  const { sums } = read(metrics, [
    { currency: "EUR", products: [line("shoe", 89.9, 2), line("sock", 5, 3), line("coat", 100), line("hat", 20)] },
  ]);
  expect(sums.margin).toBe(2 * (8990 - 4000) + 3 * (500 - 200));
  expect(read([metricOf("margin", { add: "margin" })], [{ products: [line("coat", 100)] }]).sums.margin).toBe(0);
});

it("counts an order once: its parts add up, the same part again and a corrected one add only products that are new", () => {
  const first = order(94.9, line("shoe", 89.9), line("sock", 5));
  const counted = { orders: 1, value: 9490, margin: 4990 + 300, total: 9490 };
  expect(read(metrics, [first]).sums).toEqual(counted);
  expect(read(metrics, [first, first]).sums).toEqual(counted);
  expect(read(metrics, [first, order(94.9, line("sock", 5), line("shoe", 89.9))]).sums).toEqual(counted);
  expect(read(metrics, [first, order(99.9, line("shoe", 89.9), line("sock", 5, 2))]).sums).toEqual(counted);
  expect(read(metrics, [first, order(114.9, line("shoe", 89.9), line("sock", 5), line("hat", 20))]).sums).toEqual({
    ...counted,
    value: 11_490,
  });
  expect(read(metrics, [first, order(20, line("hat", 20))]).sums).toEqual({ ...counted, value: 11_490, total: 11_490 });
  expect(
    read(metrics, [
      { order_id: "o2", total: 7 },
      { order_id: "o2", total: 8 },
    ]).sums,
  ).toMatchObject({
    orders: 1,
    value: 700,
    total: 700,
  });
});

it("adds up money of the first currency alone, and says how many rows are in another", () => {
  const { reading, sums } = read(
    [metricOf("value", { add: "value" })],
    [
      { currency: "JPY", products: [line("shoe", 9000)] },
      { currency: "EUR", products: [line("shoe", 89.9)] },
      { currency: "JPY", products: [line("sock", 500)] },
    ],
  );
  expect(sums).toEqual({ value: 9500 });
  expect(reading.currency).toBe("JPY");
  expect(reading.health.find(({ check }) => check === "currency")).toMatchObject({
    state: "warning",
    numbers: { currency: "JPY", otherCurrencyRows: 1 },
  });
});

it("says which filter could not judge how many rows; a field that an event lacks is judged", () => {
  const filtered = (where: string) => {
    const measure: Measure = { source: { from: "events", name: "Order Completed", where }, value: { add: "count" } };
    const { reading, sums } = read(
      [metricOf("orders", { add: "count" }, { measure })],
      [{ total: 60, tags: Array.from({ length: 400 }, (_, i) => `t${i}`) }, { total: 40 }],
    );
    return { sum: sums.orders, check: reading.health.find(({ check }) => check === "filter") };
  };
  const clear = { state: "clear", numbers: {} };
  expect(filtered("properties.total > 50.0")).toMatchObject({ sum: 1, check: clear });
  expect(filtered("properties.nothing > 50.0")).toMatchObject({ sum: 0, check: clear });
  expect(filtered("properties.total >")).toMatchObject({
    sum: 0,
    check: { state: "warning", at: "The orders", numbers: { "The orders": 2 } },
  });
  const costly = "properties.tags.exists(a, properties.tags.exists(b, properties.tags.exists(c, a + b == c)))";
  expect(filtered(costly)).toMatchObject({
    sum: 0,
    check: { state: "warning", message: expect.stringContaining("The orders (1 rows)") },
  });
  expect(read(metrics, []).reading.health.map(({ check }) => check)).not.toContain("filter");
});
