import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Metric } from "@aisle/contracts/metric";
import { expect, it } from "vitest";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import { previewMetric } from "./preview-metric.ts";

const products = Array.from({ length: 60 }, (_, i) => ({ price: i + 0.5 }));
const caller = { workspaceId: "ws", userId: "u", role: "analyst" } as const;
const metric = (where: string): Metric => ({
  ...{ id: "m", name: "M", kind: "mean", attribution: "unit", windowHours: 24, cupedDays: 0, better: "higher" },
  ...{ unit: "number", measure: { source: { from: "events", name: "Bought", where }, value: { add: "count" } } },
});
const ports = {
  settings: { timeZone: async () => "UTC" },
  history: {
    events: async () => ({
      isWhole: true,
      events: Array.from({ length: 20_000 }, (_, i) => ({
        ...{ at: Date.now() - i * 1000, name: "Bought", properties: { products }, decisionId: null, units: ["a"] },
      })),
    }),
  },
} as unknown as ExperimentsPorts;

it("ends a preview whose condition is dear, says how far it came, and lets others in the process go on meanwhile", async () => {
  const dear = "properties.products.all(a, properties.products.all(b, a.price + b.price > 0.0))";
  const held = monitorEventLoopDelay({ resolution: 5 });
  held.enable();
  const started = performance.now();
  const { problem, rows } = await previewMetric(ports, caller, metric(dear));
  held.disable();
  expect(problem).toMatch(/only \d+ of the 20000 latest could be looked at/);
  expect(rows).toBe(0);
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(held.max / 1e6).toBeLessThan(400);
  const usual = await previewMetric(ports, caller, metric("properties.products.exists(p, p.price > 58.0)"));
  expect(usual).toMatchObject({ rows: 20_000, problem: null });
}, 60_000);
