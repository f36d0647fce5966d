import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { EventStore } from "@aisle/platform/events/event-store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { templateGraph } from "../test-search.ts";
import { openTestStudio } from "../test-studio-services.ts";

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
       (select count(*)::int from experiment where workspace_id = $1 and archived_at is null) as experiments,
       (select count(*)::int from experiment_decision where workspace_id = $1) as decisions,
       (select max(count)::int from collection where workspace_id = $1) as indexed,
       (select demo_shop from workspace where id = $1) as sample`,
    [testWorkspace],
  );
  return rows[0] as {
    products: number;
    stocked: number;
    events: number;
    interactions: number;
    experiments: number;
    decisions: number;
    indexed: number;
    sample: string | null;
  };
}

it("fills a workspace that wants it, and no other, so that both templates pass their checks and answer", async () => {
  expect(await jobs.run("demo-shop", payload)).toMatchObject({ result: { demoShop: { products: 0, events: 0 } } });
  expect(await counts()).toMatchObject({ products: 0, events: 0, sample: null });
  await new DemoShopStore(jobs.home.pool).want(testWorkspace);
  const job = await jobs.run("demo-shop", payload);
  expect(job).toMatchObject({ state: "completed", result: { demoShop: { products: 2000 } } });
  const filled = await counts();
  expect(filled).toMatchObject({ products: 2000, indexed: 2000, sample: "there" });
  expect(filled.events).toBeGreaterThan(10_000);
  for (const slug of ["product-search", "home-recommendations"]) {
    const { pipelineId, versionId } = await jobs.shop.addVersion(slug, templateGraph(slug));
    const published = await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug });
    expect(published.failure).toBeUndefined();
    const { samples } = (published.result as { publish: { samples: { words: string }[] } }).publish;
    expect(samples.length).toBeGreaterThan(1);
    for (const { words } of samples) expect(words).toMatch(/^[1-9]\d* products$/);
  }
}, 180_000);

it("comes with an experiment that is decided, one that is too early and one that is withheld, read as any other", async () => {
  await withServices(async ({ experiments }) => {
    const rows = await experiments.list(caller, {});
    expect(rows.map(({ key, state, demo, pipeline, verdict }) => [key, state, demo, pipeline, verdict.kind])).toEqual([
      ["demo-cheap-first", "running", true, null, "too-early"],
      ["demo-large-pictures", "running", true, null, "withheld"],
      ["demo-own-categories", "decided", true, null, "decided"],
    ]);
    for (const { id, units } of rows) {
      const { reading, warnings, startedAt } = await experiments.get(caller, id);
      expect(units).toBeGreaterThan(1_000);
      expect(warnings).toEqual([]);
      // Exposures of every day since its start, by arms that make up all units.
      expect(reading!.days[0]!.day).toBe(startedAt!.slice(0, 10));
      const exposed = reading!.days.flatMap((day) => Object.values(day.exposed));
      expect(exposed.reduce((sum, count) => sum + count, 0)).toBe(units);
      expect(reading!.segments.map(({ dimension, value }) => `${dimension} ${value}`)).toEqual(
        expect.arrayContaining(["device phone", "device desktop", "visitor new"]),
      );
      for (const { arms } of reading!.metrics) for (const { sum } of arms) expect(sum).toBeGreaterThan(0);
    }
    const [early, broken, decided] = await Promise.all(rows.map(({ id }) => experiments.get(caller, id)));
    expect(early!.reading!.withheld).toBe(false);
    expect(broken!.reading!.health.filter(({ state }) => state === "broken")).toEqual([
      expect.objectContaining({ check: "sample-ratio", at: "device = phone" }),
    ]);
    expect(decided!.reading!.withheld).toBe(false);
    expect(decided!.reading!.metrics[0]!.verdicts).toEqual({ b: "better" });
    expect(decided!.decision).toMatchObject({ arm: "b", by: null, reason: expect.stringContaining("simulated") });
  });
}, 60_000);

it("changes nothing when it runs again", async () => {
  const before = await counts();
  expect((await jobs.run("demo-shop", payload)).state).toBe("completed");
  expect(await counts()).toEqual(before);
}, 60_000);

const notesOf = (job: { readonly result?: unknown }) => (job.result as { import: { notes: string[] } }).import.notes;
const caller: Caller = { workspaceId: testWorkspace, userId: "user_1", role: "owner" };
async function withServices(work: (services: StudioServices) => Promise<void>): Promise<void> {
  const studio = await openTestStudio(jobs.home);
  try {
    await work(studio.services);
  } finally {
    await studio.close();
  }
}
const own =
  "id,title,stock\nmine-1,My tent,3\nNF-1,Face jacket,3\nNF-2,Face mask,3\nNF-10001,My own ten thousand and one,5\n";

it("stays beside a catalogue of one's own unless it is set aside, and says so; products of the shop's own are never its", async () => {
  const job = await jobs.import("catalog", "mine.csv", own);
  expect(notesOf(job).join("\n")).toMatch(/The demo shop \(1999 products, \d+ events\) is still there/);
  expect(await counts()).toMatchObject({ products: 2003, sample: "there" });
  await new EventStore(jobs.home.pool).append(testWorkspace, [
    {
      messageId: "demo-1",
      at: Date.now(),
      type: "track",
      name: "Order Completed",
      shopperId: "u1",
      payload: {},
      interactions: [{ productId: "NF-2", kind: "purchase", quantity: 1, valueMinor: 400, currency: "EUR" }],
    },
  ]);
}, 60_000);

it("is set aside and brought back by an import or a person, names what is live over it, and is deleted only when that is confirmed", async () => {
  await withServices(async (services) => {
    const before = await counts();
    await expect(services.demoShop.remove(caller)).rejects.toMatchObject({ code: "demo-shop.not-aside" });
    expect((await services.demoShop.state(caller)).endpoints).toEqual(["home-recommendations", "product-search"]);

    const job = await jobs.import("catalog", "mine.csv", own, { "--demo-shop": "aside" });
    expect(notesOf(job).join("\n")).toMatch(/is set aside\. Bring it back.*\/v1\/home-recommendations/);
    await jobs.idle();
    expect(await counts()).toMatchObject({
      products: 4,
      events: before.events,
      experiments: 0,
      decisions: before.decisions,
      indexed: 4,
      sample: "aside",
    });
    // What is set aside is no longer counted.
    expect(await services.catalog.summary(caller)).toMatchObject({ products: 4, events: 1, orders: 1, sample: false });

    await services.demoShop.bringBack(caller);
    await jobs.idle();
    expect(await counts()).toEqual({ ...before, indexed: 2003 });

    // Simulated traffic in an experiment of the shop's own goes too, a shopper of its own stays.
    await jobs.home.pool.query(
      `insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
       select $1, 'own-' || unit, now(), unit, '{"own": "a"}', 'answered', 900, '{}' from unnest($2::text[]) unit`,
      [testWorkspace, ["sim_0007", "anon-sim_0007-phone", "sim-1k2-3", "sim_card_shopper"]],
    );
    await services.demoShop.setAside(caller);
    await services.demoShop.remove(caller);
    await jobs.idle();
    const stayed = await jobs.home.pool.query("delete from experiment_decision returning unit");
    expect(stayed.rows).toEqual([{ unit: "sim_card_shopper" }]);
    expect(await counts()).toEqual({
      products: 4,
      stocked: 4,
      events: 1,
      interactions: 1,
      experiments: 0,
      decisions: 0,
      indexed: 4,
      sample: null,
    });
    const left = await jobs.home.pool.query(
      "select from experiment_reading union all select from experiment_fold union all select from experiment",
    );
    expect(left.rowCount).toBe(0);
    expect(await services.demoShop.state(caller)).toEqual({ state: "none", products: 0, events: 0, endpoints: [] });
    const { rows } = await jobs.home.pool.query(
      "select title from product where id = 'NF-10001' and deleted_at is null",
    );
    expect(rows).toEqual([{ title: "My own ten thousand and one" }]);
  });
}, 300_000);

it("leaves the shop's own products alone when it is made again, and gives them none of its events", async () => {
  await new DemoShopStore(jobs.home.pool).want(testWorkspace);
  expect((await jobs.run("demo-shop", payload)).state).toBe("completed");
  const { rows } = await jobs.home.pool.query(
    `select (select title from product where id = 'NF-10001') as title,
       (select count(*)::int from interaction where product_id = 'NF-10001') as events`,
  );
  expect(rows).toEqual([{ title: "My own ten thousand and one", events: 0 }]);
}, 180_000);

it("stays set aside when the job that makes it runs again, and comes back for whoever asks for it", async () => {
  await withServices(async (services) => {
    const before = await counts();
    await services.demoShop.setAside(caller);
    await jobs.idle();
    expect((await jobs.run("demo-shop", payload)).state).toBe("completed");
    expect(await counts()).toMatchObject({ products: 4, events: before.events, indexed: 4, sample: "aside" });
    const { jobId } = await services.demoShop.use(caller);
    expect(await counts()).toMatchObject({ products: 2003, sample: "there" });
    await jobs.queue.cancel(jobId);
    await jobs.ended(jobId);
  });
}, 60_000);

it("is set aside by an import before it is made, is made when it is brought back, and an import says when there is none", async () => {
  await withServices(async (services) => {
    const store = new DemoShopStore(jobs.home.pool);
    const whole = await counts();
    expect(whole.events).toBeGreaterThan(10_000);
    await services.demoShop.setAside(caller);
    await services.demoShop.remove(caller);
    await jobs.idle();
    const aside = { "--demo-shop": "aside" };
    const none = await jobs.import("catalog", "mine.csv", own, aside);
    expect(notesOf(none)).toContain("There is no demo shop to set aside.");

    await store.want(testWorkspace);
    const early = await jobs.import("catalog", "mine.csv", own, aside);
    expect(notesOf(early).join("\n")).toMatch(/The demo shop \(not made yet\) is set aside/);
    expect((await jobs.run("demo-shop", payload)).state).toBe("completed");
    expect(await counts()).toMatchObject({ products: 4, stocked: 4, sample: "aside" });
    const empty = await jobs.import("catalog", "none.csv", "id,title\n", aside);
    expect(notesOf(empty)).toContain("No product was stored, so a demo shop stays where it is.");

    await services.demoShop.remove(caller);
    await store.want(testWorkspace);
    await store.setAside(testWorkspace);
    await services.demoShop.bringBack(caller);
    await jobs.idle();
    expect(await counts()).toEqual({ ...whole, indexed: 2003 });
  });
}, 300_000);
