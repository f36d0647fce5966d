import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { JsonObject } from "@aisle/runtime/json";
import { plannedMean, plannedProportion } from "@aisle/stats/planning/planned-metric";
import { type PlannedSize, plannedPower, requiredSize } from "@aisle/stats/planning/power";
import { beforeAll, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();
const experiments = () => studio.services.experiments;
const dayMs = 86_400_000;
const shoppers = 200;
const days = 20;

let pipelineId: string;
let experimentId: string;

const other: Edit = { do: "set-field", node: "sort", version: 1, path: ["order"], value: "ascending" };
const metric = (id: string) => builtInMetrics.find((one) => one.metric.id === `built-in/${id}`)!.metric;

beforeAll(async () => {
  ({ pipelineId } = await studio.shop.activate("planned", rankGraph()));
  ({ id: experimentId } = await experiments().begin(caller, { pipelineId, edits: [other] }));
  const start = Date.now() - days * dayMs + 60_000;
  const directory = mkdtempSync(join(tmpdir(), "aisle-spool-"));
  const spool = new Spool({ directory });
  const events = [];
  for (let i = 0; i < shoppers; i++) {
    const at = start + Math.floor((i / shoppers) * days * dayMs);
    const shopper = `s${i}`;
    const seen = { endpoint: "planned", unit: shopper, request: { shopperId: shopper }, workspaceId: testWorkspace };
    const decision = sampleDecision({ ...seen, at, ...(i % 10 === 0 ? { slots: [] } : {}) });
    void spool.append(decision);
    void spool.append(sampleDecision({ ...seen, at: at + 1000 }));
    if (i % 5 === 0) events.push(order(shopper, at + 2000, i % 10 === 0 ? "20.00" : "40.00"));
    // Before the first request, and of somebody else: neither counts.
    if (i % 5 === 1) events.push(order(shopper, at - 2000, "9.00"));
  }
  events.push(order("unexposed", start + dayMs, "9.00"));
  spool.close();
  await new DecisionWriter({
    pool: studio.home.pool,
    directory,
    onError: (error) => expect.fail(error.message),
  }).drain();
  rmSync(directory, { recursive: true });
  await new EventStore(studio.home.pool).append(testWorkspace, events);
});

function order(shopperId: string, at: number, price: string) {
  const properties: JsonObject = {
    currency: "EUR",
    email: `${shopperId}@shop.example`,
    products: [{ product_id: "p1", price, quantity: 1 }],
  };
  return {
    messageId: `${shopperId} ${at}`,
    at,
    type: "track",
    name: "Order Completed",
    shopperId,
    payload: { properties },
    interactions: [],
  };
}

async function plan(primary: Metric, change: Partial<ExperimentSpec> = {}, effect = 0.2) {
  const { spec } = (await new ExperimentStore(studio.home.pool).find(testWorkspace, experimentId))!;
  const planned = { ...spec, metrics: [{ metric: primary, role: "primary" as const }], ...change };
  return experiments().plan(caller, { pipelineId, spec: planned, effect, power: 0.8 });
}

it("plans by the endpoint's own units and the share that the metric has among them", async () => {
  const found = await plan(metric("conversion"));
  expect(found.unitsADay).toBeCloseTo(shoppers / days, 0);
  expect(found.baseline).toMatchObject({ mean: 0.2, units: shoppers });
  const size = requiredSize(plannedProportion(0.2), 0.2, { scale: "relative", power: 0.8 }) as PlannedSize;
  expect(found.units).toBe(2 * size.control);
  expect(found.days).toBe(Math.ceil(found.units! / found.unitsADay!));
  const arms = (found.unitsADay! * 14) / 2;
  for (const { effect, power } of found.powerCurve)
    expect(power).toBeCloseTo(plannedPower(plannedProportion(0.2), effect, arms, arms, { scale: "relative" }), 10);
  expect(found.detectable).toBeCloseTo(found.detectableByDay.find(({ day }) => day === 14)!.effect, 12);
  expect(found.notes[0]).toContain("400 requests of the last 20 days");
});

it("follows the weights, the coverage, the group and the holdout", async () => {
  const usual = await plan(metric("conversion"));
  const half = await plan(metric("conversion"), { coverage: 0.5 });
  expect(half.units).toBe(usual.units);
  expect(half.days! / usual.days!).toBeCloseTo(2, 1);
  const third = await plan(metric("conversion"), { group: { name: "g", range: [0, 0.25] } });
  expect(third.days! / usual.days!).toBeCloseTo(4, 1);
  const { spec } = (await new ExperimentStore(studio.home.pool).find(testWorkspace, experimentId))!;
  const [a, b] = spec.arms;
  const lopsided = await plan(metric("conversion"), {
    arms: [
      { ...a!, weight: 0.9 },
      { ...b!, weight: 0.1 },
    ],
  });
  expect(lopsided.units!).toBeGreaterThan(2 * usual.units!);
  await experiments().setHoldout(caller, 0.5);
  expect((await plan(metric("conversion"))).days! / usual.days!).toBeCloseTo(2, 1);
  await experiments().setHoldout(caller, 0);
});

it("plans means with their own spread, and ratios with the delta method", async () => {
  const revenue = await plan({ ...metric("revenue"), cap: 1 });
  const mean = 0.1 * 2000 + 0.1 * 4000;
  const variance = ((0.1 * 2000 ** 2 + 0.1 * 4000 ** 2 - mean ** 2) * shoppers) / (shoppers - 1);
  expect(revenue.baseline!.mean).toBeCloseTo(mean, 6);
  expect(revenue.baseline!.variance).toBeCloseTo(variance, 3);
  const size = requiredSize(plannedMean(mean, variance), 0.2, { scale: "relative" }) as PlannedSize;
  expect(revenue.units).toBe(2 * size.control);
  expect((await plan(metric("order-value"))).baseline!.mean).toBeCloseTo(3000, 6);
  expect((await plan(metric("zero-results"))).baseline!.mean).toBeCloseTo(0.05, 6);
});

it("says what it cannot plan, and why", async () => {
  expect(await plan(metric("latency-p95"))).toMatchObject({ baseline: null, days: null, detectable: null });
  expect((await plan(metric("returns"))).days).toBeNull();
  expect((await plan(metric("add-to-cart"))).notes.join(" ")).toContain("was 0 for all 200 units");
  const nobody = await plan(metric("conversion"), { unit: { kind: "field", field: "basket" } });
  expect(nobody).toMatchObject({ unitsADay: null, baseline: null });
  expect(nobody.notes.join(" ")).toContain("“basket”");
  expect((await plan(metric("conversion"), {}, 9)).notes.join(" ")).toContain("more than all of them");
  const quiet = await studio.shop.activate("quiet", rankGraph());
  const { spec } = (await new ExperimentStore(studio.home.pool).find(testWorkspace, experimentId))!;
  const none = await experiments().plan(caller, { pipelineId: quiet.pipelineId, spec, effect: 0.1, power: 0.8 });
  expect(none).toMatchObject({ unitsADay: null, notes: [expect.stringContaining("answered nobody")] });
});

it("previews a metric on what was logged, without anything personal", async () => {
  const found = await experiments().previewMetric(caller, { ...metric("revenue"), id: "r" });
  expect(found).toMatchObject({ rows: 81, units: 81, problem: null });
  expect(found.days.reduce((sum, day) => sum + day.rows, 0)).toBe(81);
  expect(found.days.reduce((sum, day) => sum + day.sum, 0)).toBe(20 * 2000 + 20 * 4000 + 41 * 900);
  expect(JSON.stringify(found)).not.toMatch(/shop\.example|"s\d+"/);
  expect(found.samples[0]).toMatchObject({ text: "Order Completed, 1 product" });
  const where = (text: string): Metric => ({
    ...metric("conversion"),
    measure: { source: { from: "events", name: " order completed", where: text }, value: { add: "count" } },
  });
  const costly = `properties.products.exists(p, double(p.price) > 30.0)`;
  expect(await experiments().previewMetric(caller, where(costly))).toMatchObject({ rows: 20, units: 20 });
  expect((await experiments().previewMetric(caller, where("properties.("))).problem).toContain("cannot be read");
  expect((await experiments().previewMetric(caller, where("false"))).problem).toContain("None of the 81");
  await expect(experiments().storeMetric(caller, { ...where("properties.("), id: "bad" })).rejects.toMatchObject({
    code: "experiment.refused",
  });
  const digits = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
  const loops = where(`${digits}.all(a, ${digits}.all(b, ${digits}.all(c, ${digits}.all(d, a + b + c + d >= 0))))`);
  expect((await experiments().previewMetric(caller, loops)).problem).toContain("too many steps for one row");
  await expect(experiments().storeMetric(caller, { ...loops, id: "loops" })).rejects.toMatchObject({
    code: "experiment.refused",
  });
  const latency = await experiments().previewMetric(caller, metric("latency-p95"));
  expect(latency).toMatchObject({ rows: 400, units: 200 });
  expect(latency.mean).toBeCloseTo(1.234, 3);
});

it("plans and previews searches by what came after them", async () => {
  const minute = 60_000;
  const at = Date.now() - 2 * dayMs;
  const did = (shopperId: string, minutes: number, name: string, properties: JsonObject = {}) => ({
    ...{ messageId: `${shopperId} ${name} ${minutes}`, at: at + minutes * minute, type: "track", name, shopperId },
    ...{ payload: { properties }, interactions: [] },
  });
  const searched = (shopperId: string, minutes: number, query: string) =>
    did(shopperId, minutes, "Products Searched", { query });
  await new EventStore(studio.home.pool).append(testWorkspace, [
    searched("s171", 0, "tent"),
    searched("s171", 1, "tent"),
    did("s171", 2, "Product Clicked"),
    searched("s172", 0, "tent"),
    searched("s173", 0, "tent"),
    searched("s173", 1, "dome tent"),
    did("s173", 2, "Product Clicked"),
  ]);
  const abandonment = metric("search-abandonment");
  expect(await experiments().previewMetric(caller, abandonment)).toMatchObject({ rows: 2, units: 2, mean: 2 / 4 });
  expect((await plan(abandonment)).baseline).toMatchObject({ mean: 2 / 4, units: shoppers });
  const refused = { ...abandonment, id: "searched", cupedDays: 14 };
  await expect(experiments().storeMetric(caller, refused)).rejects.toMatchObject({ code: "experiment.refused" });
});

it("makes the edits of an arm in the draft, and names those that have no place there any more", async () => {
  const limit: Edit = { do: "set-time-limit", node: "gone-soon", timeoutMs: 50 };
  const { pipelineId: own } = await studio.shop.activate(
    "promoted",
    rankGraph({}, { "gone-soon": { type: "rank.limit" } }),
  );
  const { id } = await experiments().begin(caller, { pipelineId: own, edits: [other, limit] });
  await studio.services.drafts.edit(caller, own, 0, [
    { editId: "remove-it", edit: { do: "remove-node", id: "gone-soon" } },
  ]);
  const promoted = await experiments().promote(caller, id, "b");
  expect(promoted).toEqual({ pipelineId: own, applied: 1, refused: [expect.stringContaining("gone-soon")] });
  const { graph } = await studio.services.drafts.open(caller, own);
  expect(graph.nodes.find((node) => node.id === "sort")!.config).toMatchObject({ order: "ascending" });
  await expect(experiments().promote(caller, id, "z")).rejects.toMatchObject({ code: "experiment.refused" });
  expect(() => experiments().promote({ ...caller, role: "analyst" }, id, "b")).toThrow(
    expect.objectContaining({ code: "role.not-permitted" }),
  );
});
