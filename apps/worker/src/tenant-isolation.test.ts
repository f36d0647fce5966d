import { join } from "node:path";
import { Readable } from "node:stream";
import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
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

const owner: Caller = { workspaceId: testWorkspace, userId: "owner", role: "owner" };
const stranger: Caller = { workspaceId: "ws_stranger", userId: "stranger", role: "owner" };

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
  const { row } = await services.keys.create(owner, { kind: "endpoint", name: "Owner's key" });
  const input = { kind: "catalog", fileName: "shop.csv", map: {} } as const;
  const { jobId } = await services.imports.start(owner, input, Readable.from([Buffer.from("id,title\n")]));
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

type Verb = { [A in keyof StudioServices]: `${A}.${keyof StudioServices[A] & string}` }[keyof StudioServices];

describe("what one workspace asks of another's", () => {
  const refused: readonly (readonly [Verb, string, () => Promise<unknown>])[] = [
    ["pipelines.rename", gone.pipeline, () => services.pipelines.rename(stranger, theirs.pipelineId, "Mine")],
    ["pipelines.duplicate", gone.pipeline, () => services.pipelines.duplicate(stranger, theirs.pipelineId)],
    ["pipelines.remove", gone.pipeline, () => services.pipelines.remove(stranger, theirs.pipelineId)],
    ["pipelines.export", gone.pipeline, () => services.pipelines.export(stranger, theirs.pipelineId)],
    [
      "drafts.replace",
      gone.pipeline,
      () => services.drafts.replace(stranger, theirs.pipelineId, emptyGraph as unknown as Json),
    ],
    ["drafts.open", gone.pipeline, () => services.drafts.open(stranger, theirs.pipelineId)],
    ["drafts.edit", gone.pipeline, () => services.drafts.edit(stranger, theirs.pipelineId, 0, [edit])],
    [
      "drafts.changes",
      gone.pipeline,
      () =>
        services.drafts
          .changes(stranger, theirs.pipelineId, 0, AbortSignal.timeout(1000))
          [Symbol.asyncIterator]()
          .next(),
    ],
    [
      "assistant.propose",
      gone.pipeline,
      () =>
        services.assistant.propose(stranger, theirs.pipelineId, { sentence: "answer with 3 products", selected: [] }),
    ],
    ["drafts.check", gone.pipeline, () => services.drafts.check(stranger, theirs.pipelineId)],
    ["drafts.run", gone.pipeline, () => services.drafts.run(stranger, theirs.pipelineId, { revision: 0, request: {} })],
    [
      "runs.why",
      gone.pipeline,
      () => services.runs.why(stranger, theirs.pipelineId, { runId: "run_1", productId: "p1" }),
    ],
    [
      "runs.portSample",
      gone.pipeline,
      () => services.runs.portSample(stranger, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "runs.nearProducts",
      gone.pipeline,
      () => services.runs.nearProducts(stranger, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "runs.tryField",
      gone.pipeline,
      () => services.runs.tryField(stranger, theirs.pipelineId, { node: "sort", path: ["by"], text: "price" }),
    ],
    [
      "decisions.why",
      "decision.not-found",
      () => services.decisions.why(stranger, { decisionId: theirs.decisionId, productId: "p1" }),
    ],
    [
      "versions.publish",
      gone.pipeline,
      () => services.versions.publish(stranger, theirs.pipelineId, { slug: "mine", name: "", notes: "", revision: 0 }),
    ],
    ["assistant.suggestions", gone.pipeline, () => services.assistant.suggestions(stranger, theirs.pipelineId)],
    ["versions.activate", gone.version, () => services.versions.activate(stranger, theirs.versionId)],
    ["endpoints.moveAddress", gone.pipeline, () => services.endpoints.moveAddress(stranger, theirs.pipelineId, "mine")],
    [
      "endpoints.removeAlias",
      gone.pipeline,
      () => services.endpoints.removeAlias(stranger, theirs.pipelineId, "shelf"),
    ],
    ["versions.get", gone.version, () => services.versions.get(stranger, theirs.versionId)],
    [
      "versions.describe",
      gone.version,
      () => services.versions.describe(stranger, theirs.versionId, { name: "Mine", notes: "" }),
    ],
    [
      "versions.compare",
      gone.pipeline,
      () => services.versions.compare(stranger, theirs.pipelineId, { before: "live", after: "draft" }),
    ],
    [
      "versions.compareSample",
      gone.pipeline,
      () =>
        services.versions.compareSample(stranger, theirs.pipelineId, { before: "live", after: "draft", sampleId: "s" }),
    ],
    ["endpoints.get", "endpoint.not-found", () => services.endpoints.get(stranger, "shelf")],
    ["endpoints.traffic", "endpoint.not-found", () => services.endpoints.traffic(stranger, "shelf", 1)],
    ["endpoints.tryIt", "endpoint.not-found", () => services.endpoints.tryIt(stranger, "shelf", {})],
    ["decisions.trace", "decision.not-found", () => services.decisions.trace(stranger, theirs.decisionId)],
    ["keys.revoke", gone.key, () => services.keys.revoke(stranger, theirs.keyId)],
    ["imports.rejectedRows", gone.job, () => services.imports.rejectedRows(stranger, theirs.jobId)],
    ["jobs.get", gone.job, () => services.jobs.get(stranger, theirs.jobId)],
    ["endpoints.openApi", "endpoint.not-found", () => services.endpoints.openApi(stranger, "shelf")],
    ["catalog.product", "product.not-found", () => services.catalog.product(stranger, "p1")],
    ["jobs.retry", gone.job, () => services.jobs.retry(stranger, theirs.jobId)],
    ["jobs.cancel", gone.job, () => services.jobs.cancel(stranger, theirs.jobId)],
  ];
  it.each(refused)("is refused: %s", async (_name, code, ask) => {
    const before = await everything();
    await expect(ask()).rejects.toMatchObject({ code });
    expect(await everything()).toEqual(before);
  });

  const empty: readonly (readonly [Verb, () => Promise<unknown>])[] = [
    ["pipelines.list", () => services.pipelines.list(stranger)],
    ["versions.list", () => services.versions.list(stranger, theirs.pipelineId)],
    ["endpoints.list", () => services.endpoints.list(stranger)],
    ["decisions.ofEndpoint", () => services.decisions.ofEndpoint(stranger, "shelf", { show: "all", limit: 10 })],
    ["decisions.list", async () => (await services.decisions.list(stranger, { limit: 10 })).rows],
    ["collections.list", () => services.collections.list(stranger)],
    ["keys.list", () => services.keys.list(stranger)],
    ["jobs.list", () => services.jobs.list(stranger)],
    [
      "catalog.productsById",
      async () => (await services.catalog.productsById(stranger, ["p1"])).filter(({ item }) => item !== null),
    ],
    ["catalog.search", async () => (await services.catalog.search(stranger, { offset: 0, limit: 10 })).items],
  ];
  it.each(empty)("is empty: %s", async (_name, ask) => {
    expect(await ask()).toEqual([]);
  });

  const own: readonly (readonly [Verb, () => Promise<unknown>])[] = [
    ["demoShop.state", () => services.demoShop.state(stranger)],
    ["demoShop.setAside", () => services.demoShop.setAside(stranger)],
    ["demoShop.bringBack", () => services.demoShop.bringBack(stranger)],
    ["demoShop.remove", () => services.demoShop.remove(stranger)],
    ["settings.get", () => services.settings.get(stranger)],
    ["settings.setTimeZone", () => services.settings.setTimeZone(stranger, "Asia/Tokyo")],
  ];
  it.each(own)("leaves the owner's workspace as it is: %s", async (_name, ask) => {
    const before = await everything();
    // Whether it may be done to the stranger's own workspace is another matter.
    await ask().catch(() => undefined);
    expect(await everything()).toEqual(before);
  });

  /** Whole areas. */
  const areas: readonly (readonly [keyof StudioServices, () => Promise<void>])[] = [
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
    expect(await services.catalog.summary(stranger)).toMatchObject({ products: 0, events: 0, collections: [] });
    expect((await services.start.state(stranger)).workspaceName).toBe(stranger.workspaceId);
  });

  it("is there for its owner, so that the tests above could fail", async () => {
    expect(await services.pipelines.list(owner)).toHaveLength(1);
    expect(await services.versions.list(owner, theirs.pipelineId)).toHaveLength(1);
    expect(await services.endpoints.list(owner)).toHaveLength(1);
    expect(await services.decisions.ofEndpoint(owner, "shelf", { show: "all", limit: 10 })).toHaveLength(1);
    expect((await services.decisions.list(owner, { limit: 10 })).rows).toHaveLength(1);
    expect((await services.catalog.product(owner, "p1")).item.id).toBe("p1");
    expect((await services.decisions.trace(owner, theirs.decisionId)).slug).toBe("shelf");
    expect(await services.keys.list(owner)).toHaveLength(1);
    expect((await services.jobs.list(owner)).map((job) => job.id)).toContain(theirs.jobId);
    expect((await services.catalog.search(owner, { offset: 0, limit: 10 })).items).toHaveLength(1);
  });

  it("covers every use case: a new one must find its place here", () => {
    const harmless: readonly Verb[] = [
      "start.state",
      "demoShop.use",
      "collections.rebuild",
      "pipelines.create",
      "nodes.checkConfig",
      "nodes.list",
      "nodes.facts",
      "keys.create",
      "templates.list",
      "catalog.summary",
      "catalog.fields",
      "imports.look",
      "imports.start",
    ];
    const whole = new Set<string>(areas.map(([name]) => name));
    const all = Object.entries(services).flatMap(([area, service]) =>
      whole.has(area) ? [area] : Object.keys(service).map((verb) => `${area}.${verb}`),
    );
    const covered = [...refused, ...empty, ...own, ...areas].map(([name]) => name as string);
    expect([...covered, ...harmless].sort()).toEqual(all.sort());
  });
});

it("two workspaces may use the same names", async () => {
  const other = new TestShop(home.environment.databaseUrl, home.pool, stranger.workspaceId);
  const { versionId } = await other.activate("shelf", rankGraph());
  await other.catalogue.upsert(stranger.workspaceId, [{ id: "p1", title: "Stranger's tent" }]);
  await other.close();
  expect((await services.endpoints.get(owner, "shelf")).version.id).toBe(theirs.versionId);
  expect((await services.endpoints.get(stranger, "shelf")).version.id).toBe(versionId);
  expect((await services.catalog.search(owner, { offset: 0, limit: 10 })).items).toMatchObject([
    { title: "Owner's tent" },
  ]);
});
