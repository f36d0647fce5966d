import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { indexCatalogue } from "@aisle/platform/collections/index-catalogue";
import { type JobQueue, openJobQueue } from "@aisle/platform/queue/job-queue";
import { type StandInServer, startStandIn } from "@aisle/platform/vectors/qdrant-stand-in/stand-in-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Workspaces } from "../capabilities.ts";
import { readEnvironment } from "../environment.ts";
import { collectionsHealth } from "../serve/collections-health.ts";
import { addWorkspace, type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { CollectionWatch } from "./collection-watch.ts";
import type { JobDeps } from "./job-deps.ts";

let home: TestHome;
let server: StandInServer;
let queue: JobQueue<AisleJobs>;
let workspaces: Workspaces;
let watch: CollectionWatch;

beforeAll(async () => {
  home = await testHome();
  server = await startStandIn();
  const environment = readEnvironment({ ...home.variables, QDRANT_URL: server.url });
  queue = openJobQueue<AisleJobs>({ databaseUrl: environment.databaseUrl });
  workspaces = new Workspaces(environment, home.pool);
  watch = new CollectionWatch({ pool: home.pool, queue, workspaces } as JobDeps, (error) => {
    throw error;
  });
  await new CatalogueStore(home.pool).upsert(testWorkspace, [{ id: "p1", title: "Lamp" }]);
  const embed = {
    defaultEmbedder: "letters@1",
    dimension: 2,
    embedMany: async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0)),
  };
  const vectors = workspaces.vectors(testWorkspace);
  await indexCatalogue({ pool: home.pool, workspaceId: testWorkspace, embed, vectors, blobs: workspaces.blobs });
});
afterAll(async () => {
  await queue?.close();
  await workspaces?.close();
  await server?.close();
  await home?.remove();
});

const queued = async () => (await queue.list(10, ["waiting", "delayed"])).map(({ name }) => name);
const problem = async () => {
  const health = collectionsHealth(home.pool);
  health.stop();
  await health.poll();
  return health.problem()?.part;
};

it("leaves a collection alone that holds what it should", async () => {
  await watch.poll();
  expect(await queued()).toEqual([]);
  expect(await problem()).toBeUndefined();
});

it("reports a server that is away, and queues nothing for it", async () => {
  await server.away();
  await watch.poll();
  expect(await queued()).toEqual([]);
  expect(await problem()).toBe("collections");
  await server.back();
  await watch.poll();
  expect(await problem()).toBeUndefined();
});

it("queues one building of a collection whose vectors are gone, however often it looks", async () => {
  server.lose();
  for (let minute = 0; minute < 3; minute++) await watch.poll();
  expect(await queued()).toEqual(["index-catalogue"]);
  expect(await problem()).toBe("collections");
});

it("queues the first index of products that nobody will index, and none while an import is on its way", async () => {
  await addWorkspace(home.pool, "ws_new");
  await new CatalogueStore(home.pool).upsert("ws_new", [{ id: "p1", title: "Lamp" }]);
  const ofNew = async () =>
    (await queue.list(10, ["waiting", "delayed"])).filter(({ payload }) => payload.workspaceId === "ws_new");
  const upload = { workspaceId: "ws_new", kind: "catalog", uploadId: "none", fileName: "a.csv", map: "{}" };
  const importing = await queue.add("import", upload);
  await watch.poll();
  expect((await ofNew()).map(({ name }) => name)).toEqual(["import"]);
  await queue.cancel(importing);
  for (let minute = 0; minute < 3; minute++) await watch.poll();
  expect((await ofNew()).map(({ name }) => name)).toEqual(["index-catalogue"]);
});

it("refuses an address that the client would change, at the start", () => {
  const read = (url: string) => () => readEnvironment({ ...home.variables, QDRANT_URL: url });
  expect(read("q.example:6333")).toThrow(/QDRANT_URL.*http:\/\/127\.0\.0\.1:6333/s);
  expect(read("https://q.example:443/qdrant")).not.toThrow();
});
