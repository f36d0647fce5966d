import { randomBytes } from "node:crypto";
import { featuresPayload } from "@aisle/app/experiments/features-payload";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { metricSchema } from "@aisle/contracts/metric-schema";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { assign } from "@aisle/stats/assignment/assign";
import { GrowthBook } from "@growthbook/growthbook";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Workspaces } from "../capabilities.ts";
import { foldExperimentsJob } from "../jobs/fold-experiments-job.ts";
import { addWorkspace, testWorkspace } from "../test-home.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

let serving: TestServing;
let store: ExperimentStore;
let clientKey: string;

beforeAll(async () => {
  serving = await startTestServing();
  store = new ExperimentStore(serving.home.pool);
  clientKey = await store.clientKey(testWorkspace);
});
afterAll(() => serving?.stop());

const bought = metricSchema.parse({
  id: "bought",
  name: "Bought",
  kind: "proportion",
  measure: { source: { from: "events", name: "Order Completed" }, value: { add: "count" } },
  attribution: "unit",
  windowHours: 24,
  cupedDays: 0,
  better: "higher",
  unit: "share",
});

function specOf(change: Partial<ExperimentSpec>): ExperimentSpec {
  return {
    hypothesis: "A secret plan: raise the price of p1 to 99",
    unit: { kind: "field", field: "id" },
    arms: [
      { key: "grey", name: "Grey button", weight: 0.2, edits: [], value: { colour: "grey" } },
      { key: "green", name: "Green button", weight: 0.5, edits: [], value: { colour: "green" } },
      { key: "red", name: "Red button", weight: 0.3, edits: [], value: { colour: "red" } },
    ],
    coverage: 0.6,
    metrics: [{ metric: bought, role: "primary" }],
    method: "frequentist",
    correction: "holm",
    level: 0.95,
    plannedDays: 14,
    segments: [],
    ...change,
  };
}

async function start(key: string, change: Partial<ExperimentSpec> = {}): Promise<ExperimentSpec> {
  const spec = specOf(change);
  const input = { id: `exp-${key}`, key, name: key, pipelineId: null, versionId: null, spec };
  await store.create(serving.shop.actor, { ...input, kind: "external" });
  const began = { state: "running", startedAt: new Date(Date.now() - 3_600_000) } as const;
  await store.change(serving.shop.actor, input.id, 1, ["draft"], began);
  return spec;
}

const url = (key: string) => `${serving.home.url}/api/features/${key}`;

it("gives the same units the same arms in the SDK as packages/stats does, group and holdout included", async () => {
  const plain = await start("button");
  const grouped = await start("banner", { group: { name: "home", range: [0.25, 0.75] }, coverage: 1 });
  const holdout = 0.2;
  for (const share of [0, holdout]) {
    await store.setHoldoutShare(serving.shop.actor, share);
    const { features } = featuresPayload(testWorkspace, await store.active(testWorkspace), share);
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const id = `unit-${i}`;
      const sdk = new GrowthBook({ features: features as never, attributes: { id } });
      for (const [key, spec] of [
        ["button", plain],
        ["banner", grouped],
      ] as const) {
        const { variation } = assign(id, {
          seed: key,
          variations: spec.arms.length,
          weights: spec.arms.map(({ weight }) => weight),
          coverage: spec.coverage,
          ...(spec.group === undefined ? {} : { namespace: spec.group }),
          ...(share === 0 ? {} : { holdouts: [{ seed: `workspace:${testWorkspace}`, share }] }),
        });
        const result = sdk.evalFeature(key);
        const arm = result.source === "experiment" ? result.experimentResult?.key : undefined;
        expect([id, key, arm]).toEqual([id, key, spec.arms[variation]?.key]);
        expect(result.value).toEqual((spec.arms[variation] ?? spec.arms[0])!.value);
        counts.set(`${key} ${arm}`, (counts.get(`${key} ${arm}`) ?? 0) + 1);
      }
      sdk.destroy();
    }
    // Both who takes part and who does not are among them.
    expect(counts.size).toBe(8);
  }
  await store.setHoldoutShare(serving.shop.actor, 0);
});

it("is read by the SDK over HTTP unchanged, and what it shows comes back as exposures that are folded", async () => {
  const write = await serving.shop.key("write");
  const shown: { unit: string; arm: string }[] = [];
  const batch: object[] = [];
  for (let i = 0; i < 300; i++) {
    // Ids are what shops make them: some are as long as signed tokens.
    const id = `visitor-${i}`.padEnd(i % 3 === 0 ? 450 : 1, "x");
    const sdk = new GrowthBook({
      apiHost: serving.home.url,
      clientKey,
      attributes: { id },
      trackingCallback: (experiment, result) => {
        if (experiment.key !== "button") return;
        const properties = { experiment_id: experiment.key, variation_id: result.key };
        shown.push({ unit: id, arm: result.key });
        batch.push({ type: "track", event: "Experiment Viewed", anonymousId: id, messageId: `seen ${i}`, properties });
        if (i % 3 === 0)
          batch.push({
            type: "track",
            event: "Order Completed",
            anonymousId: id,
            messageId: `order ${i}`,
            properties: { order_id: `o${i}`, products: [{ product_id: "p1", price: 5 }] },
          });
      },
    });
    await sdk.init({ timeout: 5000 });
    sdk.getFeatureValue("button", null);
    sdk.destroy();
  }
  expect(shown.length).toBeGreaterThan(100);
  const send = () =>
    fetch(`${serving.home.url}/events/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${write}` },
      body: JSON.stringify({ batch }),
    });
  // Sent twice, as after a lost answer: nothing counts twice.
  expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
  const workspaces = new Workspaces(serving.home.environment, serving.home.pool);
  const deps = { pool: serving.home.pool, workspaces, experiments: store };
  const fold = foldExperimentsJob(deps, serving.home.environment.internalToken);
  const context = {
    id: "fold",
    attempt: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    advanced: async () => undefined,
  };
  await fold({ workspaceId: testWorkspace, experimentId: "exp-button" }, context as never);
  await workspaces.close();
  const reading = (await store.reading(testWorkspace, "exp-button"))!;
  const of = (arm: string) => shown.filter((one) => one.arm === arm).length;
  expect(reading.units).toEqual({ grey: of("grey"), green: of("green"), red: of("red") });
  expect(reading.metrics[0]!.arms.reduce((sum, { sum: orders }) => sum + orders, 0)).toBe(batch.length - shown.length);
});

it("takes the number of a variation for its key, and leaves alone what is no experiment of a front end", async () => {
  const write = await serving.shop.key("write");
  const seen = (messageId: string, properties: object) => ({
    type: "track",
    event: "Experiment Viewed",
    userId: messageId,
    messageId,
    properties,
  });
  const batch = [
    seen("by-number", {
      experiment_id: "banner",
      variation_id: 2,
      hash_value: "someone",
      device: "phone",
      email: "x@shop.example",
    }),
    seen("long", { experiment_id: "banner", variation_id: 2, hash_value: "someone".padEnd(2000, "x") }),
    {
      ...seen("clock-behind", { experiment_id: "banner", variation_id: "grey", hash_value: "someone else" }),
      timestamp: new Date(Date.now() - 20 * 86_400_000).toISOString(),
    },
    seen("unknown", { experiment_id: "nothing", variation_id: "red" }),
    seen("no-arm", { experiment_id: "banner", variation_id: "blue" }),
    seen("nothing-said", {}),
  ];
  const answer = await fetch(`${serving.home.url}/events/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${write}` },
    body: JSON.stringify({ batch }),
  });
  expect(answer.status).toBe(200);
  const { rows } = await serving.home.pool.query(
    `select unit, arms, facts, at >= (select started_at from experiment where key = 'banner') as since
     from experiment_decision where decision_id = any($1) order by decision_id`,
    [batch.map(({ messageId }) => `exposure:${messageId}`)],
  );
  const facts = { filled: 0, explored: 0, items: [] };
  expect(rows).toEqual([
    { unit: "someone", arms: { banner: "red" }, facts: { ...facts, request: { device: "phone" } }, since: true },
    { unit: "someone else", arms: { banner: "grey" }, facts: { ...facts, request: {} }, since: true },
    // As the unit of an endpoint's decision is stored.
    {
      ...{ unit: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), arms: { banner: "red" } },
      ...{ facts: { ...facts, request: {} }, since: true },
    },
  ]);
});

it("is open to every page, cached, and says nothing of what an experiment is for", async () => {
  const answer = await fetch(url(clientKey), { headers: { origin: "https://shop.example" } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("cache-control")).toContain("max-age=30");
  const text = await answer.text();
  expect(text).not.toMatch(/secret|Bought|hypothesis|edits/i);
  const again = await fetch(url(clientKey), { headers: { "if-none-match": answer.headers.get("etag")! } });
  expect(again.status).toBe(304);
});

it("knows no other client key, and shows a workspace its own alone", async () => {
  for (const key of ["sdk-nothing", `sdk-${"0".repeat(32)}`, testWorkspace, "%2e%2e", "a".repeat(5000)]) {
    const answer = await fetch(url(key));
    expect([key, answer.status]).toEqual([key, expect.toSatisfy((status: number) => status >= 400 && status < 500)]);
  }
  await addWorkspace(serving.home.pool, "ws_other");
  const key = await store.clientKey("ws_other");
  expect(key).toMatch(/^sdk-[0-9a-f]{32}$/);
  expect(await (await fetch(url(key))).json()).toMatchObject({ features: {} });
});

it("lets an address ask for a hundred unknown keys a minute, and answers those that it knows all the same", async () => {
  expect((await fetch(url(clientKey))).status).toBe(200);
  const statuses = new Map<number, number>();
  for (let round = 0; round < 15; round++) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => fetch(url(`sdk-${randomBytes(16).toString("hex")}`))),
    );
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (answers.some(({ status }) => status === 429)) expect(answers.at(-1)!.headers.get("retry-after")).not.toBeNull();
  }
  expect(statuses.get(401)).toBeLessThanOrEqual(100);
  expect(statuses.get(429)).toBeGreaterThanOrEqual(50);
  expect((await fetch(url(clientKey))).status).toBe(200);
});
