import { afterEach, expect, it, vi } from "vitest";
import type { ExperimentSpec, Metric } from "../../../server/experiment-types.ts";
import { client } from "../../api/trpc.ts";
import { plannedSpec } from "./use-plan.ts";

const metric = (id: string): Metric => ({
  ...{ id, name: id, kind: "proportion", attribution: "unit", windowHours: 24, cupedDays: 0 },
  measure: {
    source: { from: "events", name: "Order Completed", where: `properties.note == "${"ü".repeat(900)}"` },
    value: { add: "count" },
  },
  ...{ better: "higher", unit: "share" },
});
const spec: ExperimentSpec = {
  ...{ hypothesis: "h".repeat(2000), unit: { kind: "session", field: "sessionId" }, coverage: 1, segments: ["device"] },
  arms: Array.from({ length: 20 }, (_, at) => ({
    ...{ key: `arm-${at}`, name: "ä".repeat(120), weight: 0.05 },
    edits: [{ do: "remove-node", id: "sort" }],
  })),
  metrics: [
    { metric: metric("second"), role: "secondary" },
    { metric: metric("first"), role: "primary" },
  ],
  ...{ method: "frequentist", correction: "holm", level: 0.95, plannedDays: 14 },
};
afterEach(() => vi.unstubAllGlobals());

it("plans by the primary metric, wherever it stands", () => {
  expect(plannedSpec(spec).metrics).toEqual([spec.metrics[1]]);
  expect(plannedSpec({ ...spec, metrics: spec.metrics.slice(0, 1) }).metrics).toEqual([]);
});

it("asks for plans and previews in the body: an address would hold neither", async () => {
  const asked: { url: string; method: string | undefined; length: number }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push({ url, method: init.method, length: String(init.body ?? "").length });
    return new Response(JSON.stringify({ result: { data: null } }));
  });
  await client.experiments.plan.query({ pipelineId: "p", spec: plannedSpec(spec), effect: 0.05, power: 0.8 });
  await client.experiments.previewMetric.query(metric("m"));
  expect(asked.map(({ url, method }) => [url, method])).toEqual([
    ["/trpc/experiments.plan", "POST"],
    ["/trpc/experiments.previewMetric", "POST"],
  ]);
  for (const { length } of asked) expect(length).toBeGreaterThan(900);
});
