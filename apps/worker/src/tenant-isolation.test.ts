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
import { addTheirExperiment, experimentsStayApart, replaysStayApart, valueStayApart } from "./tenant-experiments.ts";
import { addTheirMonitors, alertsStayApart, monitorsStayApart } from "./tenant-monitors.ts";
import { rankGraph } from "./test-graphs.ts";
import { addWorkspace, type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

const owner: Caller = { workspaceId: testWorkspace, userId: "owner", role: "owner" };
const outsider: Caller = { workspaceId: "ws_outsider", userId: "outsider", role: "owner" };

let home: TestHome;
let shop: TestShop;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
/** What the owner's workspace has of everything. */
let theirs: { pipelineId: string; versionId: string; keyId: string; jobId: string; decisionId: string };

beforeAll(async () => {
  home = await testHome();
  const { environment, pool } = home;
  await addWorkspace(pool, outsider.workspaceId);
  shop = new TestShop(pool);
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
  await addTheirMonitors(services, pool, owner);
  await addTheirExperiment(pool, services, owner, { pipelineId, versionId });
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
    ["pipelines.rename", gone.pipeline, () => services.pipelines.rename(outsider, theirs.pipelineId, "Mine")],
    ["pipelines.duplicate", gone.pipeline, () => services.pipelines.duplicate(outsider, theirs.pipelineId)],
    ["pipelines.remove", gone.pipeline, () => services.pipelines.remove(outsider, theirs.pipelineId)],
    ["pipelines.export", gone.pipeline, () => services.pipelines.export(outsider, theirs.pipelineId)],
    [
      "drafts.replace",
      gone.pipeline,
      () => services.drafts.replace(outsider, theirs.pipelineId, emptyGraph as unknown as Json),
    ],
    ["drafts.open", gone.pipeline, () => services.drafts.open(outsider, theirs.pipelineId)],
    ["drafts.edit", gone.pipeline, () => services.drafts.edit(outsider, theirs.pipelineId, 0, [edit])],
    [
      "drafts.changes",
      gone.pipeline,
      () =>
        services.drafts
          .changes(outsider, theirs.pipelineId, 0, AbortSignal.timeout(1000))
          [Symbol.asyncIterator]()
          .next(),
    ],
    [
      "assistant.propose",
      gone.pipeline,
      () =>
        services.assistant.propose(outsider, theirs.pipelineId, { sentence: "answer with 3 products", selected: [] }),
    ],
    ["drafts.check", gone.pipeline, () => services.drafts.check(outsider, theirs.pipelineId)],
    ["drafts.run", gone.pipeline, () => services.drafts.run(outsider, theirs.pipelineId, { revision: 0, request: {} })],
    [
      "runs.why",
      gone.pipeline,
      () => services.runs.why(outsider, theirs.pipelineId, { runId: "run_1", productId: "p1" }),
    ],
    [
      "runs.portSample",
      gone.pipeline,
      () => services.runs.portSample(outsider, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "runs.nearProducts",
      gone.pipeline,
      () => services.runs.nearProducts(outsider, theirs.pipelineId, { runId: "run_1", port: "sort.products" }),
    ],
    [
      "runs.tryField",
      gone.pipeline,
      () => services.runs.tryField(outsider, theirs.pipelineId, { node: "sort", path: ["by"], text: "price" }),
    ],
    [
      "decisions.why",
      "decision.not-found",
      () => services.decisions.why(outsider, { decisionId: theirs.decisionId, productId: "p1" }),
    ],
    [
      "versions.publish",
      gone.pipeline,
      () => services.versions.publish(outsider, theirs.pipelineId, { slug: "mine", name: "", notes: "", revision: 0 }),
    ],
    ["assistant.suggestions", gone.pipeline, () => services.assistant.suggestions(outsider, theirs.pipelineId)],
    ["versions.activate", gone.version, () => services.versions.activate(outsider, theirs.versionId)],
    ["endpoints.moveAddress", gone.pipeline, () => services.endpoints.moveAddress(outsider, theirs.pipelineId, "mine")],
    [
      "endpoints.removeAlias",
      gone.pipeline,
      () => services.endpoints.removeAlias(outsider, theirs.pipelineId, "shelf"),
    ],
    ["versions.get", gone.version, () => services.versions.get(outsider, theirs.versionId)],
    [
      "versions.describe",
      gone.version,
      () => services.versions.describe(outsider, theirs.versionId, { name: "Mine", notes: "" }),
    ],
    [
      "versions.compare",
      gone.pipeline,
      () => services.versions.compare(outsider, theirs.pipelineId, { before: "live", after: "draft" }),
    ],
    [
      "versions.compareSample",
      gone.pipeline,
      () =>
        services.versions.compareSample(outsider, theirs.pipelineId, { before: "live", after: "draft", sampleId: "s" }),
    ],
    [
      "versions.experimentsAtPublish",
      gone.pipeline,
      () => services.versions.experimentsAtPublish(outsider, theirs.pipelineId),
    ],
    ["endpoints.get", "endpoint.not-found", () => services.endpoints.get(outsider, "shelf")],
    ["endpoints.traffic", "endpoint.not-found", () => services.endpoints.traffic(outsider, "shelf", 1)],
    ["endpoints.tryIt", "endpoint.not-found", () => services.endpoints.tryIt(outsider, "shelf", {})],
    ["decisions.trace", "decision.not-found", () => services.decisions.trace(outsider, theirs.decisionId)],
    ["keys.revoke", gone.key, () => services.keys.revoke(outsider, theirs.keyId)],
    ["imports.rejectedRows", gone.job, () => services.imports.rejectedRows(outsider, theirs.jobId)],
    ["jobs.get", gone.job, () => services.jobs.get(outsider, theirs.jobId)],
    ["endpoints.openApi", "endpoint.not-found", () => services.endpoints.openApi(outsider, "shelf")],
    ["catalog.product", "product.not-found", () => services.catalog.product(outsider, "p1")],
    ["jobs.retry", gone.job, () => services.jobs.retry(outsider, theirs.jobId)],
    ["jobs.cancel", gone.job, () => services.jobs.cancel(outsider, theirs.jobId)],
  ];
  it.each(refused)("is refused: %s", async (_name, code, ask) => {
    const before = await everything();
    await expect(ask()).rejects.toMatchObject({ code });
    expect(await everything()).toEqual(before);
  });

  const empty: readonly (readonly [Verb, () => Promise<unknown>])[] = [
    ["pipelines.list", () => services.pipelines.list(outsider)],
    ["versions.list", () => services.versions.list(outsider, theirs.pipelineId)],
    ["endpoints.list", () => services.endpoints.list(outsider)],
    ["decisions.ofEndpoint", () => services.decisions.ofEndpoint(outsider, "shelf", { show: "all", limit: 10 })],
    ["decisions.list", async () => (await services.decisions.list(outsider, { limit: 10 })).rows],
    ["collections.list", () => services.collections.list(outsider)],
    ["keys.list", () => services.keys.list(outsider)],
    ["jobs.list", () => services.jobs.list(outsider)],
    [
      "catalog.productsById",
      async () => (await services.catalog.productsById(outsider, ["p1"])).filter(({ item }) => item !== null),
    ],
    ["catalog.findShoppers", () => services.catalog.findShoppers(outsider, "")],
    ["catalog.search", async () => (await services.catalog.search(outsider, { offset: 0, limit: 10 })).items],
  ];
  it.each(empty)("is empty: %s", async (_name, ask) => {
    expect(await ask()).toEqual([]);
  });

  const own: readonly (readonly [Verb, () => Promise<unknown>])[] = [
    ["demoShop.state", () => services.demoShop.state(outsider)],
    ["demoShop.setAside", () => services.demoShop.setAside(outsider)],
    ["demoShop.bringBack", () => services.demoShop.bringBack(outsider)],
    ["demoShop.traffic", () => services.demoShop.traffic(outsider)],
    ["demoShop.startTraffic", () => services.demoShop.startTraffic(outsider)],
    ["demoShop.stopTraffic", () => services.demoShop.stopTraffic(outsider)],
    ["demoShop.remove", () => services.demoShop.remove(outsider)],
    ["settings.get", () => services.settings.get(outsider)],
    ["settings.setTimeZone", () => services.settings.setTimeZone(outsider, "Asia/Tokyo")],
  ];
  it.each(own)("leaves the owner's workspace as it is: %s", async (_name, ask) => {
    const before = await everything();
    // Whether it may be done to the outsider's own workspace is another matter.
    await ask().catch(() => undefined);
    expect(await everything()).toEqual(before);
  });

  /** Whole areas. */
  const areas: readonly (readonly [keyof StudioServices, () => Promise<void>])[] = [
    [
      "personData",
      async () => {
        // What one finds and deletes is of their own workspace: the outsider's audit log alone is written.
        expect(await services.personData.find(outsider, { by: "user", value: "owner" }).catch(() => ({}))).toEqual({});
        expect(await services.personData.erase(outsider, { by: "shopper", value: "s_1" })).toEqual({});
        expect(await services.personData.export(outsider, { by: "shopper", value: "s_1" })).not.toHaveProperty(
          "decision",
        );
      },
    ],
    [
      "notifications",
      async () => {
        expect(await services.notifications.list(outsider)).toEqual({ unread: 0, items: [] });
        expect(await services.notifications.dead(outsider)).toEqual([]);
        await services.notifications.markRead(outsider);
        await expect(services.notifications.retry(outsider, "del_1")).rejects.toMatchObject({
          code: "delivery.not-found",
        });
      },
    ],
    [
      "connections",
      async () => {
        const input = { name: "chat", kind: "chat-webhook", config: {}, secrets: {}, notify: true };
        const gone = { code: "connection.not-found" };
        expect(await services.connections.list(outsider)).toEqual([]);
        expect(await services.connections.list(owner)).toHaveLength(1);
        await expect(services.connections.save(outsider, { ...input, isNew: false })).rejects.toMatchObject(gone);
        await expect(services.connections.test(outsider, { name: "chat", to: "a@b.c" })).rejects.toMatchObject(gone);
        await expect(services.connections.remove(outsider, "chat")).rejects.toMatchObject(gone);
      },
    ],
    ["experiments", () => experimentsStayApart(services, owner, outsider, theirs.pipelineId)],
    ["replays", () => replaysStayApart(services, outsider, theirs.pipelineId)],
    ["value", () => valueStayApart(services, outsider, theirs)],
    ["monitors", () => monitorsStayApart(services, owner, outsider)],
    ["alerts", () => alertsStayApart(services, owner, outsider)],
    [
      "audit",
      async () => {
        expect(await services.audit.list(outsider, { limit: 10, action: "key.created" })).toEqual([]);
        expect(await services.audit.list(owner, { limit: 10, action: "key.created" })).toHaveLength(1);
        expect(await services.audit.actors(outsider)).not.toContainEqual(expect.objectContaining({ id: owner.userId }));
        expect(await services.audit.verify(owner)).toMatchObject({ ok: true });
      },
    ],
    [
      "secrets",
      async () => {
        expect(await services.secrets.list(outsider)).toEqual([]);
        expect(await services.secrets.list(owner)).toHaveLength(2);
        await expect(services.secrets.remove(outsider, "mail")).rejects.toMatchObject({ code: "secret.not-found" });
      },
    ],
  ];
  it.each(areas)("keeps apart: %s", async (_name, ask) => {
    const before = await everything();
    await ask();
    expect(await everything()).toEqual(before);
  });

  it("counts none of it", async () => {
    expect(await services.catalog.summary(outsider)).toMatchObject({ products: 0, events: 0, collections: [] });
    expect((await services.start.state(outsider)).workspaceName).toBe(outsider.workspaceId);
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
      "imports.inspect",
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

it("offers no shopper of another workspace", async () => {
  await home.pool.query(
    "insert into interaction (workspace_id, shopper_id, at, kind, product_id) values ($1, 's_theirs', now(), 0, 'p1')",
    [testWorkspace],
  );
  expect((await services.catalog.findShoppers(owner, "s_theirs")).map(({ id }) => id)).toEqual(["s_theirs"]);
  expect(await services.catalog.findShoppers(outsider, "s_theirs")).toEqual([]);
});

it("two workspaces may use the same names", async () => {
  const other = new TestShop(home.pool, outsider.workspaceId);
  const { versionId } = await other.activate("shelf", rankGraph());
  await other.catalogue.upsert(outsider.workspaceId, [{ id: "p1", title: "Outsider's tent" }]);
  await other.close();
  expect((await services.endpoints.get(owner, "shelf")).version.id).toBe(theirs.versionId);
  expect((await services.endpoints.get(outsider, "shelf")).version.id).toBe(versionId);
  expect((await services.catalog.search(owner, { offset: 0, limit: 10 })).items).toMatchObject([
    { title: "Owner's tent" },
  ]);
});
