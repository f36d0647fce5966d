import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { templateGraph } from "../test-search.ts";

let jobs: TestJobs;

beforeAll(async () => {
  jobs = await startTestJobs();
});
afterAll(() => jobs?.stop());

const payload = { workspaceId: testWorkspace };
async function counts() {
  const { rows } = await jobs.home.pool.query(
    `select (select count(*)::int from product where workspace_id = $1 and deleted_at is null) as products,
       (select count(*)::int from live_stock where workspace_id = $1) as stocked,
       (select count(*)::int from event where workspace_id = $1) as events,
       (select count(*)::int from interaction where workspace_id = $1) as interactions,
       (select max(count)::int from collection where workspace_id = $1) as indexed,
       exists (select from artefact where workspace_id = $1 and name = 'demo-shop') as sample`,
    [testWorkspace],
  );
  return rows[0] as {
    products: number;
    stocked: number;
    events: number;
    interactions: number;
    indexed: number;
    sample: boolean;
  };
}

it("fills a workspace so that both templates pass their checks and answer", async () => {
  const job = await jobs.run("demo-shop", payload);
  expect(job).toMatchObject({ state: "completed", result: { demoShop: { products: 2000 } } });
  const filled = await counts();
  expect(filled).toMatchObject({ products: 2000, indexed: 2000, sample: true });
  expect(filled.events).toBeGreaterThan(10_000);
  for (const slug of ["product-search", "home-recommendations"]) {
    const { pipelineId, versionId } = await jobs.shop.addVersion(slug, templateGraph(slug));
    const published = await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug });
    expect(published.failure).toBeUndefined();
    const { samples } = (published.result as { publish: { samples: { words: string }[] } }).publish;
    expect(samples.length).toBeGreaterThan(1);
    for (const { words } of samples) expect(words).toMatch(/^[1-9]\d* products$/);
  }
}, 90_000);

it("changes nothing when it runs again", async () => {
  const before = await counts();
  expect((await jobs.run("demo-shop", payload)).state).toBe("completed");
  expect(await counts()).toEqual(before);
}, 60_000);

it("makes room, with its events and stock, for a catalogue of one's own, and says so", async () => {
  const job = await jobs.import("catalog", "mine.csv", "id,title,stock\nmine-1,My tent,3\n");
  const { notes } = (job.result as { import: { notes: string[] } }).import;
  expect(notes).toContain("The sample shop and its events made room for this catalogue.");
  await jobs.idle();
  expect(await counts()).toEqual({ products: 1, stocked: 1, events: 0, interactions: 0, indexed: 1, sample: false });
}, 60_000);
