import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServing } from "../serve/serving-process.ts";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { callEndpoint } from "../test-serving.ts";
import { openTestStudio } from "../test-studio-services.ts";

let jobs: TestJobs;
let serving: Awaited<ReturnType<typeof startServing>>;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
const services = (): StudioServices => studio.services;
const caller: Caller = { workspaceId: testWorkspace, userId: "user_1", role: "owner" };

const products = Array.from({ length: 12 }, (_, number) => ({
  id: `NF-${number}`,
  title: `Tent number ${number} green`,
  category: "Tents",
  price: 1_000,
  currency: "EUR",
  stock: 5,
}));
/** Answers everybody with the newest products, as nothing was sold yet. */
const shelf: Graph = {
  ...emptyGraph,
  nodes: [
    {
      id: "request",
      type: "data.endpoint-request",
      version: 1,
      position: { x: 0, y: 0 },
      config: {
        requestSchema: {
          type: "object",
          properties: { shopperId: { type: "string" } },
        },
      },
    },
    { id: "chosen", type: "find.best-sellers", version: 1, position: { x: 0, y: 0 }, config: {} },
    { id: "answer", type: "answer.products", version: 1, position: { x: 0, y: 0 }, config: {} },
  ],
  edges: [
    { id: "w1", from: "request.shopper", to: "chosen.shopper" },
    { id: "w2", from: "chosen.products", to: "answer.products" },
  ],
};

beforeAll(async () => {
  jobs = await startTestJobs();
  serving = await startServing(jobs.home.environment);
  studio = await openTestStudio(jobs.home);
  await jobs.shop.activate("home", shelf);
}, 120_000);
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
  await jobs?.stop();
});

const keysLeft = async () =>
  (await jobs.shop.keys.list(testWorkspace)).filter(({ name }) => name === "Simulated shoppers").length;
const stored = async () => {
  const { rows } = await jobs.home.pool.query<{ decisions: number; clicks: number; own: number }>(
    `select (select count(*)::int from decision where workspace_id = $1 and unit like 'sim\\_%') as decisions,
       (select count(*)::int from event where workspace_id = $1 and demo and name = 'Product Clicked') as clicks,
       (select count(*)::int from event where workspace_id = $1 and not demo) as own`,
    [testWorkspace],
  );
  return rows[0]!;
};

it("says why simulated shoppers cannot come, and refuses to send them", async () => {
  expect(await services().demoShop.traffic(caller)).toMatchObject({
    job: null,
    reason: expect.stringContaining("demo shop"),
  });
  await expect(services().demoShop.startTraffic(caller)).rejects.toMatchObject({ code: "demo-shop.no-visits" });
});

it("can come once the demo shop is there and something is live", async () => {
  await new DemoShopStore(jobs.home.pool).want(testWorkspace);
  await new CatalogueStore(jobs.home.pool).upsert(testWorkspace, products as never, { demo: true });
  expect(await services().demoShop.traffic(caller)).toEqual({ job: null, reason: null });
  const key = await jobs.shop.key();
  await expect
    .poll(async () => (await callEndpoint(jobs.home.url, "home", { shopperId: "s" }, key)).body.items?.length ?? 0, {
      timeout: 30_000,
    })
    .toBeGreaterThan(5);
}, 60_000);

it("visits live endpoints until it is stopped: asks, reports what is the demo shop's, counts, and leaves no key behind", async () => {
  const { jobId } = await services().demoShop.startTraffic(caller);
  // A second wish is the same crowd.
  expect(await services().demoShop.startTraffic(caller)).toEqual({ jobId });
  await expect
    .poll(async () => (await services().demoShop.traffic(caller)).job?.counts ?? "", { timeout: 60_000 })
    .toMatch(/[1-9]\d* clicks?/);
  const { job } = await services().demoShop.traffic(caller);
  expect(Date.parse(job!.until) - Date.now()).toBeLessThan(600_000);
  expect(await keysLeft()).toBe(2);
  await services().demoShop.stopTraffic(caller);
  // It ends of its own accord, with what it did: what was under way is given up at once.
  expect(["completed", "cancelled"]).toContain((await jobs.ended(jobId)).state);
  expect(await services().demoShop.traffic(caller)).toMatchObject({ job: null, reason: null });
  await expect.poll(keysLeft, { timeout: 20_000 }).toBe(0);
  await expect.poll(stored, { timeout: 20_000 }).toMatchObject({
    decisions: expect.toSatisfy((count: number) => count > 0),
    clicks: expect.toSatisfy((count: number) => count > 0),
    own: 0,
  });
}, 120_000);

it("ends by itself when its time is over, and with the demo shop", async () => {
  const over = await jobs.run("demo-traffic", {
    workspaceId: testWorkspace,
    until: Date.now() + 3_000,
    visitsPerSecond: 5,
  });
  expect(over).toMatchObject({ state: "completed", progress: { share: 1 } });
  expect((over.result as { demoTraffic: { failed: number; answers: number } }).demoTraffic).toMatchObject({
    failed: 0,
  });
  const { jobId } = await services().demoShop.startTraffic(caller);
  await expect
    .poll(async () => (await services().demoShop.traffic(caller)).job?.counts ?? "", { timeout: 30_000 })
    .not.toBe("");
  await services().demoShop.setAside(caller);
  const ended = await jobs.ended(jobId);
  expect(ended.state).toBe("completed");
  expect(await keysLeft()).toBe(0);
}, 120_000);
