import type { Caller } from "@aisle/app/access/caller";
import { oneIndexAtATime } from "@aisle/platform/collections/one-index-at-a-time";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServing } from "./serve/serving-process.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { templateGraph } from "./test-search.ts";
import { callEndpoint } from "./test-serving.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner" };
const catalog = `id,title,stock\n${Array.from({ length: 12 }, (_, i) => `p${i},Down sleeping bag ${i},9`).join("\n")}\n`;
const template = templateGraph("product-search");
/** Without what the template answers where a search finds nothing. */
const graph = {
  ...template,
  nodes: template.nodes.filter(({ id }) => id !== "popular"),
  edges: template.edges.filter(({ from, to }) => !`${from} ${to}`.includes("popular.")),
  samples: [{ id: "s", title: "A bag", request: { query: "a warm bag" } }],
};
const reason = "the search index is being built: 0 of 12 products can be found so far (0 %)";

let jobs: TestJobs;
let serving: Awaited<ReturnType<typeof startServing>>;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let key: string;

beforeAll(async () => {
  jobs = await startTestJobs();
  serving = await startServing(jobs.home.environment);
  studio = await openTestStudio(jobs.home);
  key = await jobs.shop.key();
});
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
  await jobs?.stop();
});

const search = () => callEndpoint(jobs.home.url, "search", { query: "a warm bag" }, key);

it("answers a search between the first import and the first index job, says how far that is, and finds products after it", async () => {
  const { services } = studio;
  const before = await oneIndexAtATime(jobs.home.pool, testWorkspace, async () => {
    // The import queues an index job, which waits for its turn.
    expect(await jobs.import("catalog", "bags.csv", catalog)).toMatchObject({ state: "completed" });
    expect(await services.collections.list(caller)).toMatchObject([
      { name: "products", status: "empty", building: { found: 0, total: 12 }, keywordsReady: false },
    ]);
    const { readiness } = await services.start.state(caller);
    const words = "being built, 0 of 12 products (0 %)";
    expect(readiness).toContainEqual({ title: "Search index", state: "warn", words });

    const version = await jobs.shop.addVersion("search", graph);
    const published = await jobs.run("publish", { workspaceId: testWorkspace, slug: "search", ...version });
    expect(published.failure).toBeUndefined();
    expect(published).toMatchObject({ state: "completed", result: { publish: { samples: [{ ok: true }] } } });
    await expect.poll(async () => (await search()).status, { timeout: 10_000 }).toBe(200);
    const answer = await search();
    expect(answer.body.items).toEqual([]);
    return answer.body.decisionId;
  });

  await expect.poll(async () => (await search()).body.items.length, { timeout: 60_000, interval: 250 }).toBe(12);
  const decisions = new DecisionReader(jobs.home.pool);
  await expect.poll(() => decisions.get(testWorkspace, before), { timeout: 10_000 }).toBeDefined();
  const decision = (await decisions.get(testWorkspace, before))!;
  expect(decision.outcome).toBe("fell-back");
  expect(decision.steps.filter((step) => step.reason === reason).map(({ node }) => node)).toEqual([
    "keywords",
    "meaning",
  ]);
  const done = [{ building: null, keywordsReady: true, count: 12 }];
  await expect.poll(() => services.collections.list(caller), { timeout: 30_000 }).toMatchObject(done);
}, 120_000);
