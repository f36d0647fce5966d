import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { experimentSpecSchema } from "@aisle/contracts/experiment-schema";
import { metricSchema } from "@aisle/contracts/metric-schema";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTestStudio, pageHeaders, type TestStudio } from "./test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  studio = makeTestStudio();
});
afterEach(() => studio.close());

const metric = builtInMetrics[0]!.metric;
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "session", field: "sessionId" },
  arms: [
    { key: "a", name: "A", weight: 0.5, edits: [] },
    { key: "b", name: "B", weight: 0.5, edits: [{ do: "remove-node", id: "sort" }] },
  ],
  coverage: 1,
  metrics: [{ metric, role: "primary" }],
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: ["device"],
};
const made = { name: "A test", kind: "test", pipelineId: "pipe_1", spec };
const withSpec = (change: object) => ({ ...made, spec: { ...spec, ...change } });

async function post(procedure: string, input: object): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { ...pageHeaders, cookie: await studio.redeem() };
  const payload = JSON.stringify(input);
  const { statusCode, body } = await studio.server.inject({
    method: "POST",
    url: `/trpc/${procedure}`,
    headers,
    payload,
  });
  return { status: statusCode, body };
}

it("takes every built-in metric and a whole spec at its edge", () => {
  expect(experimentSpecSchema.safeParse(spec)).toMatchObject({ success: true });
  for (const one of builtInMetrics)
    expect([one.metric.id, metricSchema.safeParse(one.metric).success]).toEqual([one.metric.id, true]);
});

it.each<[string, string, object, string]>([
  [
    "an edit that drafts would not take either",
    "create",
    withSpec({ arms: [spec.arms[0], { ...spec.arms[1], edits: [{ do: "explode" }] }] }),
    "edits",
  ],
  [
    "a path to an object's prototype",
    "begin",
    { pipelineId: "p", edits: [{ do: "set-field", node: "n", version: 1, path: ["__proto__"], value: 1 }] },
    "edits",
  ],
  ["a field that no spec has", "create", withSpec({ surprise: true }), "surprise"],
  ["a coverage above all", "create", withSpec({ coverage: 1.5 }), "coverage"],
  ["a weight below none", "create", withSpec({ arms: [{ ...spec.arms[0], weight: -0.1 }, spec.arms[1]] }), "weight"],
  ["a level that is no confidence", "create", withSpec({ level: 1 }), "level"],
  ["half a day", "create", withSpec({ plannedDays: 0.5 }), "plannedDays"],
  ["a kind that only a file makes", "create", { ...made, kind: "import" }, "kind"],
  ["a kind that only a setting makes", "create", { ...made, kind: "holdout" }, "kind"],
  ["a key that no address could have", "create", { ...made, key: "Free Shipping!" }, "key"],
  ["a key of a front end's feature with a blank", "beginExternal", { name: "Button", key: "buy button" }, "key"],
  ["a revision that cannot be", "update", { id: "exp_1", revision: 0 }, "revision"],
  ["a metric without a window", "storeMetric", { ...metric, windowHours: 0 }, "windowHours"],
  ["a quantile of more than all", "storeMetric", { ...metric, quantile: 95 }, "quantile"],
  ["everybody held out", "setHoldout", { share: 1 }, "share"],
  [
    "more arms than can be told apart",
    "create",
    withSpec({ arms: Array.from({ length: 21 }, () => spec.arms[0]) }),
    "arms",
  ],
])("refuses %s with 400, and names the field", async (_what, verb, input, field) => {
  const { status, body } = await post(`experiments.${verb}`, input);
  expect([status, body]).toEqual([400, expect.stringContaining(field)]);
  expect(body).not.toMatch(/node_modules|at Object|ZodError/);
});

it("lets nobody in who is not signed in, and no viewer start or change anything", async () => {
  const bare = await studio.server.inject({
    method: "GET",
    url: "/trpc/experiments.list?input=%7B%7D",
    headers: pageHeaders,
  });
  expect(bare.statusCode).toBe(401);
  const cookie = await studio.redeem();
  studio.role = "viewer";
  for (const [verb, input] of [
    ["create", made],
    ["start", { id: "exp_1" }],
    ["decide", { id: "exp_1", arm: "b", reason: "won" }],
    ["promote", { id: "exp_1", arm: "b" }],
    ["storeMetric", metric],
  ] as const)
    expect([verb, (await studio.post(`/trpc/experiments.${verb}`, input, cookie)).statusCode]).toEqual([verb, 403]);
});

it("answers a plan that is asked in the body, with the longest names, and takes no change by GET", async () => {
  const arms = Array.from({ length: 20 }, (_, at) => ({
    key: `a${at}`,
    name: "ä".repeat(120),
    weight: 0.05,
    edits: [],
  }));
  const asked = { pipelineId: "pipe_1", spec: { ...spec, arms }, effect: 0.05, power: 0.8 };
  const { status, body } = await post("experiments.plan", asked);
  // Its input was taken: what is asked for is not there.
  expect([status, body]).not.toEqual([405, expect.anything()]);
  expect(body).not.toContain("METHOD_NOT_SUPPORTED");
  expect(body).not.toContain("BAD_REQUEST");
  const headers = { ...pageHeaders, cookie: await studio.redeem() };
  const input = encodeURIComponent(JSON.stringify({ id: "exp_1" }));
  const change = await studio.server.inject({ url: `/trpc/experiments.remove?input=${input}`, headers });
  expect(change.statusCode).toBe(405);
});
