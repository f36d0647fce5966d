import type { ExperimentFold } from "@aisle/app/experiments/fold/experiment-fold";
import { measuresOfMetric } from "@aisle/app/experiments/fold/fold-measures";
import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import { seededRandom } from "@aisle/stats/seeded-random";

export const dayMs = 86_400_000;
export const benchStart = Date.UTC(2026, 8, 1);

const base = { windowHours: 7 * 24, cupedDays: 0, better: "higher", unit: "number", name: "" } as const;
const orders = { source: { from: "events", name: "Order Completed" }, value: { add: "count" } } as const;
const clicks = { source: { from: "events", name: "Product Clicked" }, value: { add: "count" } } as const;
const metrics: readonly Metric[] = [
  {
    ...base,
    id: "revenue",
    kind: "mean",
    measure: { ...orders, value: { add: "value" } },
    attribution: "unit",
    cap: 0.99,
  },
  { ...base, id: "click-through", kind: "proportion", measure: clicks, attribution: "decision" },
  { ...base, id: "conversion", kind: "proportion", measure: orders, attribution: "unit" },
  {
    ...base,
    id: "order-value",
    kind: "ratio",
    measure: { ...orders, value: { add: "value" } },
    per: orders,
    attribution: "unit",
  },
  {
    ...base,
    id: "latency-p95",
    kind: "quantile",
    quantile: 0.95,
    measure: { source: { from: "decisions" }, value: { add: "field", path: "totalMs" } },
    attribution: "unit",
    better: "lower",
  },
];
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "session", field: "sessionId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: metrics.map((metric, i) => ({ metric, role: i === 0 ? ("primary" as const) : ("secondary" as const) })),
  method: "sequential",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: ["device", "category"],
};

export const benchExperiment: Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt"> = {
  kind: "test",
  spec,
  startedAt: new Date(benchStart),
  stoppedAt: null,
};

const devices = ["phone", "desktop", "tablet"].map((device) =>
  ["shoes", "dresses", "bags", "home"].map((category) => ({ device, category })),
);

/** Exposes units in the order of time, each with an answer's time, every third with clicks and every twentieth with an order; gives how many rows. */
export function addUnits(fold: ExperimentFold, from: number, count: number, days: number, day: number): number {
  const random = seededRandom(from + 1);
  const [revenue, click, conversion, , latency] = metrics.map((metric) => fold.measure(measuresOfMetric(metric).rows));
  const begin = benchStart + day * dayMs;
  let rows = 0;
  const add = (unit: string, at: number, measure: number, value: number) => {
    fold.addRow(unit, at, measure, value);
    rows++;
  };
  for (let i = 0; i < count; i++) {
    const unit = `sess_${(from + i).toString(36)}-7f3a9c`;
    const at = Math.floor(begin + (i / count) * days * dayMs);
    const chance = random();
    const arm = chance < 0.5 ? "a" : "b";
    fold.addExposure(unit, arm, at, devices[i % 3]![(i >> 2) % 4]!);
    add(unit, at, latency!, 3 + Math.floor(random() * 60));
    if (random() < 0.33) add(unit, at + 30_000, click!, 1);
    if (random() < (arm === "a" ? 0.05 : 0.0505)) {
      add(unit, at + 600_000, conversion!, 1);
      add(unit, at + 600_000, revenue!, 2_000 + Math.floor(random() ** 4 * 60_000));
    }
  }
  return rows;
}
