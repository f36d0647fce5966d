import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBlobStore } from "../blobs/blob-store.ts";
import { compiledChildren } from "../decisions/compiled-child.ts";
import { EventStore } from "../events/event-store.ts";
import { PopularityIndex } from "../events/popularity-index.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { ArtefactStore } from "./artefact-store.ts";
import type { indexEventsInThread as IndexEventsInThread } from "./index-events-in-thread.ts";
import type { ThreadArtefactSource as Source } from "./load-in-thread.ts";

let database: TestDatabase;
let pool: Pool;
let blobCache: string;
let artefacts: ArtefactStore;
let compiled: Awaited<ReturnType<typeof compiledChildren>>;
let indexEventsInThread: typeof IndexEventsInThread;
let ThreadArtefactSource: typeof Source;

// A thread runs plain JavaScript, so both sides of it are compiled first.
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  blobCache = await mkdtemp(join(tmpdir(), "aisle-threads-"));
  artefacts = new ArtefactStore(pool, openBlobStore(pool, blobCache));
  const modules = ["index-events-in-thread", "index-events-thread", "load-in-thread", "artefact-thread"];
  compiled = await compiledChildren(modules.map((module) => `artefacts/${module}.ts`));
  const load = (module: string) => import(pathToFileURL(join(compiled.directory, `artefacts/${module}.js`)).href);
  ({ indexEventsInThread } = await load("index-events-in-thread"));
  ({ ThreadArtefactSource } = await load("load-in-thread"));
});
afterAll(async () => {
  await compiled?.remove();
  await pool?.end();
  await database?.drop();
  await rm(blobCache, { recursive: true, force: true });
});

const task = () => ({ databaseUrl: database.url, blobCache, workspaceId: "ws" });
const newest = async () => (await artefacts.newestOf("ws", "popularity"))!;

it("indexes events in a thread of its own, and says how far it is and why it failed", async () => {
  await new EventStore(pool).append(
    "ws",
    ["a", "b"].map((productId) => ({
      messageId: randomUUID(),
      at: Date.now(),
      type: "track",
      sessionId: "s",
      payload: {},
      interactions: [{ productId, kind: "view" as const, quantity: 1 }],
    })),
  );
  const notes: string[] = [];
  const report = await indexEventsInThread(task(), { onProgress: (_, note) => notes.push(note) });
  expect(report).toEqual({ products: 2, recounted: true, baskets: { view: 1, purchase: 0 } });
  expect(notes.at(-1)).toBe("Done");
  expect((await newest()).meta).toMatchObject({ products: 2 });
  await expect(indexEventsInThread({ ...task(), databaseUrl: "postgresql://127.0.0.1:1/none" })).rejects.toThrow(
    /ECONNREFUSED/,
  );
});

it("stops when it is asked to, also while the database makes it wait", async () => {
  const client = await pool.connect();
  await client.query("begin");
  await client.query("lock table interaction in access exclusive mode");
  const abort = new AbortController();
  const indexing = indexEventsInThread(task(), { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("stopped")), 300);
  await expect(indexing).rejects.toThrow("stopped");
  await client.query("rollback");
  client.release();
});

it("loads artefacts in a thread, as many as are asked at once, and goes on after one that is damaged", async () => {
  const source = new ThreadArtefactSource({ databaseUrl: database.url, blobCache });
  const { blobHash } = await newest();
  const loaded = await Promise.all([1, 2, 3].map(() => source.load("popularity", blobHash)));
  const hits = loaded.map((one) => PopularityIndex.from(one!).popular({ kind: "view", limit: 5 }, Date.now()));
  expect(hits.map((some) => some.map(({ id }) => id))).toEqual([1, 2, 3].map(() => ["a", "b"]));
  expect(await source.load("popularity", "0".repeat(64))).toBeUndefined();
  await artefacts.publish("ws", "other", new TextEncoder().encode("no artefact at all"));
  const other = (await artefacts.newestOf("ws", "other"))!.blobHash;
  await expect(source.load("popularity", other)).rejects.toThrow(/not a model/);
  await expect(source.load("item-neighbours", blobHash)).rejects.toThrow(/popularity/);
  expect((await source.load("popularity", blobHash))?.kind).toBe("popularity");
  await source.close();
});
