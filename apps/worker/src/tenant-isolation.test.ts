import { join } from "node:path";
import { Readable } from "node:stream";
import type { StudioServices } from "@aisle/app/studio-services";
import type { Caller } from "@aisle/app/studio-shapes";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { Spool } from "@aisle/platform/decisions/spool";
import { emptyGraph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { addWorkspace, type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

const owner: Caller = { workspaceId: testWorkspace, userId: "owner" };
const stranger: Caller = { workspaceId: "ws_stranger", userId: "stranger" };

let home: TestHome;
let shop: TestShop;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
/** What the owner's workspace has of everything. */
let theirs: { pipelineId: string; versionId: string; keyId: string; jobId: string; decisionId: string };

beforeAll(async () => {
  home = await testHome();
  const { environment, pool } = home;
  await addWorkspace(pool, stranger.workspaceId);
  shop = new TestShop(environment.databaseUrl, pool);
  studio = await openTestStudio(home);
  ({ services } = studio);
  await shop.catalogue.upsert(testWorkspace, [{ id: "p1", title: "Owner's tent", stock: 3 }]);
  const { pipelineId, versionId } = await shop.activate("shelf", rankGraph());
  await services.secrets.set(owner, { name: "mail", value: "owner's password" });
  await services.connections.save(owner, {
    name: "chat",
    kind: "chat-webhook",
    config: {},
    secrets: { url: "https://chat.example/hook" },
    notify: true,
    isNew: true,
  });
  const { row } = await services.createKey(owner, { kind: "endpoint", name: "Owner's key" });
  const input = { kind: "catalog", fileName: "shop.csv", map: {} } as const;
  const { jobId } = await services.importFile(owner, input, Readable.from([Buffer.from("id,title\n")]));
  const decisionId = newDecisionId(Date.now());
  const directory = join(environment.home, "spool");
  const spool = new Spool({ directory });
  await spool.append({
    workspaceId: testWorkspace,
    id: decisionId,
    at: Date.now(),
    endpoint: "shelf",
    versionId,
    planId: "plan",
    outcome: "answered",
    totalMs: 1,
    sample: false,
    request: {},
    slots: [],
    steps: [],
  });
  spool.close();
  await new DecisionWriter({ pool, directory }).drain();
  theirs = { pipelineId, versionId, keyId: row.id, jobId, decisionId };
});
afterAll(async () => {
  await studio?.close();
  await shop?.close();
  await home?.remove();
});

/** Every row of the owner's workspace, of every table that has one. */
async function everything(): Promise<unknown> {
  const tables = await home.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where a.attname = 'workspace_id' and c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
     order by 1`,
  );
  expect(tables.rows.length).toBeGreaterThan(12);
  const all: Record<string, unknown> = {};
  for (const { name } of tables.rows) {
    const { rows } = await home.pool.query(
      `select to_jsonb(t) as row from "${name}" t where workspace_id = $1 order by t::text`,
      [testWorkspace],
    );
    all[name] = rows;
  }
  return all;
}

const gone = { pipeline: "pipeline.not-found", version: "version.not-found", key: "key.invalid", job: "job.not-found" };
const edit = { editId: "edit_1", edit: { do: "set-title", node: "sort", title: "Mine" } } as const;

describe("what one workspace asks of another's", () => {
  const refused: readonly (readonly [keyof StudioServices, string, () => Promise<unknown>])[] = [
    ["renamePipeline", gone.pipeline, () => services.renamePipeline(stranger, theirs.pipelineId, "Mine")],
    ["duplicatePipeline", gone.pipeline, () => services.duplicatePipeline(stranger, theirs.pipelineId)],
    ["deletePipeline", gone.pipeline, () => services.deletePipeline(stranger, theirs.pipelineId)],
    ["exportPipeline", gone.pipeline, () => services.exportPipeline(stranger, theirs.pipelineId)],
    [
      "replaceDraft",
      gone.pipeline,
      () => services.replaceDraft(stranger, theirs.pipelineId, emptyGraph as unknown as Json),
    ],
    ["openDraft", gone.pipeline, () => services.openDraft(stranger, theirs.pipelineId)],
    ["applyEdits", gone.pipeline, () => services.applyEdits(stranger, theirs.pipelineId, 0, [edit])],
    [
      "draftChanges",
      gone.pipeline,
      () =>
        services.draftChanges(stranger, theirs.pipelineId, 0, AbortSignal.timeout(1000))[Symbol.asyncIterator]().next(),
    ],
    [
      "propose",
      gone.pipeline,
      () => services.propose(stranger, theirs.pipelineId, { sentence: "answer with 3 products", selected: [] }),
    ],
    ["checkDraft", gone.pipeline, () => services.checkDraft(stranger, theirs.pipelineId)],
    ["runDraft", gone.pipeline, () => services.runDraft(stranger, theirs.pipelineId, { revision: 0, request: {} })],
    [
      "whyInRun",
      gone.pipeline,
      () => services.whyInRun(stranger, theirs.pipelineId, { runId: "run_1", productId: "p1" }),
    ],
    [
      "portSample",
      gone.pipeline,
      () => services.portSample(stranger, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "nearProducts",
      gone.pipeline,
      () => services.nearProducts(stranger, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "tryField",
      gone.pipeline,
      () => services.tryField(stranger, theirs.pipelineId, { node: "sort", path: ["by"], text: "price" }),
    ],
    [
      "whyInDecision",
      "decision.not-found",
      () => services.whyInDecision(stranger, { decisionId: theirs.decisionId, productId: "p1" }),
    ],
    [
      "publish",
      gone.pipeline,
      () => services.publish(stranger, theirs.pipelineId, { slug: "mine", name: "", notes: "", revision: 0 }),
    ],
    ["suggestions", gone.pipeline, () => services.suggestions(stranger, theirs.pipelineId)],
    ["activateVersion", gone.version, () => services.activateVersion(stranger, theirs.versionId)],
    ["moveAddress", gone.pipeline, () => services.moveAddress(stranger, theirs.pipelineId, "mine")],
    ["removeAlias", gone.pipeline, () => services.removeAlias(stranger, theirs.pipelineId, "shelf")],
    ["version", gone.version, () => services.version(stranger, theirs.versionId)],
    [
      "describeVersion",
      gone.version,
      () => services.describeVersion(stranger, theirs.versionId, { name: "Mine", notes: "" }),
    ],
    ["compare", gone.pipeline, () => services.compare(stranger, theirs.pipelineId, { before: "live", after: "draft" })],
    [
      "compareSample",
      gone.pipeline,
      () => services.compareSample(stranger, theirs.pipelineId, { before: "live", after: "draft", sampleId: "s" }),
    ],
    ["endpoint", "endpoint.not-found", () => services.endpoint(stranger, "shelf")],
    ["traffic", "endpoint.not-found", () => services.traffic(stranger, "shelf", 1)],
    ["tryIt", "endpoint.not-found", () => services.tryIt(stranger, "shelf", {})],
    ["trace", "decision.not-found", () => services.trace(stranger, theirs.decisionId)],
    ["revokeKey", gone.key, () => services.revokeKey(stranger, theirs.keyId)],
    ["rejectedRows", gone.job, () => services.rejectedRows(stranger, theirs.jobId)],
    ["job", gone.job, () => services.job(stranger, theirs.jobId)],
    ["openApi", "endpoint.not-found", () => services.openApi(stranger, "shelf")],
    ["product", "product.not-found", () => services.product(stranger, "p1")],
    ["retryJob", gone.job, () => services.retryJob(stranger, theirs.jobId)],
    ["cancelJob", gone.job, () => services.cancelJob(stranger, theirs.jobId)],
  ];
  it.each(refused)("is refused: %s", async (_name, code, ask) => {
    const before = await everything();
    await expect(ask()).rejects.toMatchObject({ code });
    expect(await everything()).toEqual(before);
  });

  const empty: readonly (readonly [keyof StudioServices, () => Promise<unknown>])[] = [
    ["listPipelines", () => services.listPipelines(stranger)],
    ["listVersions", () => services.listVersions(stranger, theirs.pipelineId)],
    ["listEndpoints", () => services.listEndpoints(stranger)],
    ["decisions", () => services.decisions(stranger, "shelf", { show: "all", limit: 10 })],
    ["requests", async () => (await services.requests(stranger, { limit: 10 })).rows],
    ["listCollections", () => services.listCollections(stranger)],
    ["listKeys", () => services.listKeys(stranger)],
    ["listJobs", () => services.listJobs(stranger)],
    ["searchCatalogue", async () => (await services.searchCatalogue(stranger, { offset: 0, limit: 10 })).items],
  ];
  it.each(empty)("is empty: %s", async (_name, ask) => {
    expect(await ask()).toEqual([]);
  });

  const own: readonly (readonly [keyof StudioServices, () => Promise<unknown>])[] = [
    ["demoShop", () => services.demoShop(stranger)],
    ["setDemoShopAside", () => services.setDemoShopAside(stranger)],
    ["bringDemoShopBack", () => services.bringDemoShopBack(stranger)],
    ["deleteDemoShop", () => services.deleteDemoShop(stranger)],
    ["settings", () => services.settings(stranger)],
    ["setTimeZone", () => services.setTimeZone(stranger, "Asia/Tokyo")],
  ];
  it.each(own)("leaves the owner's workspace as it is: %s", async (_name, ask) => {
    const before = await everything();
    // Whether it may be done to the stranger's own workspace is another matter.
    await ask().catch(() => undefined);
    expect(await everything()).toEqual(before);
  });

  /** Areas with verbs of their own. */
  const areas: readonly (readonly [string, () => Promise<void>])[] = [
    [
      "personData",
      async () => {
        // What one finds and deletes is of their own workspace: the stranger's audit log alone is written.
        expect(await services.personData.find(stranger, { by: "user", value: "owner" }).catch(() => ({}))).toEqual({});
        expect(await services.personData.erase(stranger, { by: "shopper", value: "s_1" })).toEqual({});
        expect(await services.personData.export(stranger, { by: "shopper", value: "s_1" })).not.toHaveProperty(
          "decision",
        );
      },
    ],
    [
      "notifications",
      async () => {
        expect(await services.notifications.list(stranger)).toEqual({ unread: 0, items: [] });
        expect(await services.notifications.dead(stranger)).toEqual([]);
        await services.notifications.markRead(stranger);
        await expect(services.notifications.retry(stranger, "del_1")).rejects.toMatchObject({
          code: "delivery.not-found",
        });
      },
    ],
    [
      "connections",
      async () => {
        const input = { name: "chat", kind: "chat-webhook", config: {}, secrets: {}, notify: true };
        const gone = { code: "connection.not-found" };
        expect(await services.connections.list(stranger)).toEqual([]);
        expect(await services.connections.list(owner)).toHaveLength(1);
        await expect(services.connections.save(stranger, { ...input, isNew: false })).rejects.toMatchObject(gone);
        await expect(services.connections.test(stranger, { name: "chat", to: "a@b.c" })).rejects.toMatchObject(gone);
        await expect(services.connections.remove(stranger, "chat")).rejects.toMatchObject(gone);
      },
    ],
    [
      "audit",
      async () => {
        expect(await services.audit.list(stranger, { limit: 10, action: "key.created" })).toEqual([]);
        expect(await services.audit.list(owner, { limit: 10, action: "key.created" })).toHaveLength(1);
        expect(await services.audit.verify(owner)).toMatchObject({ ok: true });
      },
    ],
    [
      "secrets",
      async () => {
        expect(await services.secrets.list(stranger)).toEqual([]);
        expect(await services.secrets.list(owner)).toHaveLength(2);
        await expect(services.secrets.remove(stranger, "mail")).rejects.toMatchObject({ code: "secret.not-found" });
      },
    ],
  ];
  it.each(areas)("keeps apart: %s", async (_name, ask) => {
    const before = await everything();
    await ask();
    expect(await everything()).toEqual(before);
  });

  it("counts none of it", async () => {
    expect(await services.catalogue(stranger)).toMatchObject({ products: 0, events: 0, collections: [] });
    expect((await services.start(stranger)).workspaceName).toBe(stranger.workspaceId);
  });

  it("is there for its owner, so that the tests above could fail", async () => {
    expect(await services.listPipelines(owner)).toHaveLength(1);
    expect(await services.listVersions(owner, theirs.pipelineId)).toHaveLength(1);
    expect(await services.listEndpoints(owner)).toHaveLength(1);
    expect(await services.decisions(owner, "shelf", { show: "all", limit: 10 })).toHaveLength(1);
    expect((await services.requests(owner, { limit: 10 })).rows).toHaveLength(1);
    expect((await services.product(owner, "p1")).item.id).toBe("p1");
    expect((await services.trace(owner, theirs.decisionId)).slug).toBe("shelf");
    expect(await services.listKeys(owner)).toHaveLength(1);
    expect((await services.listJobs(owner)).map((job) => job.id)).toContain(theirs.jobId);
    expect((await services.searchCatalogue(owner, { offset: 0, limit: 10 })).items).toHaveLength(1);
  });

  it("covers every use case: a new one must find its place here", () => {
    const harmless = [
      "start",
      "useSampleShop",
      "rebuildCollections",
      "createPipeline",
      "checkConfig",
      "nodeCatalogue",
      "facts",
      "createKey",
      "listTemplates",
      "catalogue",
      "lookAtFile",
      "importFile",
    ];
    const covered = [...refused, ...empty, ...own, ...areas].map(([name]) => name as string);
    expect([...covered, ...harmless].sort()).toEqual(Object.keys(services).sort());
  });
});

it("two workspaces may use the same names", async () => {
  const other = new TestShop(home.environment.databaseUrl, home.pool, stranger.workspaceId);
  const { versionId } = await other.activate("shelf", rankGraph());
  await other.catalogue.upsert(stranger.workspaceId, [{ id: "p1", title: "Stranger's tent" }]);
  await other.close();
  expect((await services.endpoint(owner, "shelf")).version.id).toBe(theirs.versionId);
  expect((await services.endpoint(stranger, "shelf")).version.id).toBe(versionId);
  expect((await services.searchCatalogue(owner, { offset: 0, limit: 10 })).items).toMatchObject([
    { title: "Owner's tent" },
  ]);
});
