import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AisleError } from "@aisle/runtime/errors";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ownThreadSource } from "../artefacts/load-in-thread.ts";
import { type BlobStore, openBlobStore } from "../blobs/blob-store.ts";
import { CatalogueReader } from "../catalogue/catalogue-reader.ts";
import { CatalogueStore } from "../catalogue/catalogue-store.ts";
import { ProductCache } from "../catalogue/product-cache.ts";
import { KeywordSearch } from "../keyword/keyword-search.ts";
import { installationId } from "../postgres/installation-id.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { EmbeddedVectorStore } from "../vectors/embedded-vector-store.ts";
import { type StandInServer, startStandIn } from "../vectors/qdrant-stand-in/stand-in-server.ts";
import { openQdrantStore } from "../vectors/qdrant-store.ts";
import { checkCollections } from "./check-collections.ts";
import { listCollections } from "./collection-record.ts";
import { type IndexControl, indexCatalogue } from "./index-catalogue.ts";
import { RetrievalLoader } from "./retrieval-loader.ts";
import { isVectorServerAway } from "./retry-while-away.ts";

let database: TestDatabase;
let pool: Pool;
let cacheDir: string;
let blobs: BlobStore;
let server: StandInServer;
let workspaceId: string;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { onError: () => undefined });
  cacheDir = await mkdtemp(join(tmpdir(), "aisle-outages-"));
  blobs = openBlobStore(pool, cacheDir);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(cacheDir, { recursive: true, force: true });
});
beforeEach(async () => {
  workspaceId = `ws_${count++}`;
  server = await startStandIn();
  const products = Array.from({ length: 600 }, (_, i) => ({ id: `p${i}`, title: `usb cable ${i}` }));
  await new CatalogueStore(pool).upsert(workspaceId, products);
  return () => server.close();
});

const embed = {
  defaultEmbedder: "letters@1",
  dimension: 8,
  embedMany: async (texts: readonly string[]) =>
    texts.map((text) => Float32Array.from({ length: 8 }, (_, i) => 1 + (text.charCodeAt(text.length - 1 - i) || 0))),
};
const qdrant = () =>
  openQdrantStore({ url: server.url, installation: () => installationId(pool), workspaceId, timeoutMs: 2_000 });
const index = (control: IndexControl = {}, vectors = qdrant()) =>
  indexCatalogue({ pool, workspaceId, embed, vectors, blobs }, { pausesMs: [20, 100], ...control });
const record = async () => (await listCollections(pool, workspaceId))[0];
async function words(text: string) {
  const products = new ProductCache(new CatalogueReader(pool), workspaceId);
  await products.refresh();
  const keyword = new KeywordSearch(products);
  await new RetrievalLoader({ pool, workspaceId, source: ownThreadSource(blobs), keyword }).refresh();
  return keyword.search({ text, limit: 3 }).map(({ id }) => id);
}

describe("indexing while Qdrant is away", () => {
  it("makes products findable by words at once, waits, says so, and succeeds only when all vectors are there", async () => {
    await server.away();
    const waits: string[] = [];
    let ended = false;
    const indexing = index({ onWait: (message) => waits.push(message) }).finally(() => {
      ended = true;
    });
    await expect.poll(() => waits.length, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(waits[0]).toMatch(/Qdrant could not be reached\. Trying again in 1 s\./);
    expect(await words("cable 7")).toHaveLength(3);
    expect(ended).toBe(false);
    await expect.poll(async () => (await record())?.problem).toMatch(/Qdrant could not be reached/);
    expect((await record())?.status).toBe("indexing");
    await server.back();
    expect(await indexing).toEqual({ products: 600, embedded: 600, removed: 0 });
    expect(await qdrant().stored("products")).toMatchObject({ count: 600 });
    expect(await record()).toMatchObject({ status: "ready", problem: null, stored: { count: 600 } });
  });

  it("goes on where it stood after an outage, and starts over after one that lost everything", async () => {
    for (const lose of [false, true]) {
      server.lose();
      let cut = false;
      const report = await index({
        onProgress: ({ stage, done }) => {
          if (stage !== "embedding" || done < 256 || cut) return;
          cut = true;
          void server.away().then(async () => {
            if (lose) server.lose();
            await server.back();
          });
        },
      });
      expect(report.products).toBe(600);
      expect(await qdrant().stored("products")).toMatchObject({ count: 600 });
    }
  });

  it("waits for a server that cannot answer now, not for one that refuses", () => {
    const answered = (status: number) => new AisleError("qdrant.unavailable", "", { status });
    expect([429, 500, 502, 503, 504].map((status) => isVectorServerAway(answered(status)))).not.toContain(false);
    expect([400, 401, 403, 413, 422].map((status) => isVectorServerAway(answered(status)))).not.toContain(true);
  });

  it("stops when it is asked to", async () => {
    await server.away();
    const abort = new AbortController();
    const indexing = index({ signal: abort.signal, onWait: () => abort.abort(new Error("stopped")) });
    await expect(indexing).rejects.toThrow("stopped");
    expect((await record())?.status).toBe("failed");
  });
});

describe("checkCollections", () => {
  it("notices what was dropped, made again, or lost vectors, and a server that is away", async () => {
    await index();
    const check = () => checkCollections(pool, workspaceId, qdrant());
    expect(await check()).toBeUndefined();
    expect(await record()).toMatchObject({ problem: null });

    await qdrant().delete("products", ["p1", "p2"]);
    expect(await check()).toBe("again");
    expect((await record())?.problem).toMatch(/holds 598 vectors, not 600/);
    expect(await index()).toMatchObject({ embedded: 2 });
    expect((await record())?.problem).toBeNull();

    await qdrant().drop("products");
    expect(await check()).toBe("again");
    expect((await record())?.problem).toMatch(/gone/);
    await qdrant().create({ name: "products", embedder: "letters@1", dimension: 8, metric: "cosine" });
    expect(await check()).toBe("again");
    expect((await record())?.problem).toMatch(/made again/);
    expect(await index()).toMatchObject({ embedded: 600 });
    expect(await check()).toBeUndefined();

    await server.away();
    expect(await check()).toBeUndefined();
    expect((await record())?.problem).toMatch(/Qdrant could not be reached/);
    await server.back();
    expect(await check()).toBeUndefined();
    expect((await record())?.problem).toBeNull();
  });
});

/** Locks the vectors, and ends the connections that then wait to write them; resolves once the lock is held. */
async function cutWriters(): Promise<{ readonly done: Promise<void> }> {
  const other = createPool(database.url, { max: 1 });
  const client = await other.connect();
  await client.query("begin");
  await client.query("lock table vector in exclusive mode");
  const cut = async () => {
    let ended = 0;
    while (ended === 0) {
      const found = await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      ended = found.rowCount ?? 0;
    }
    await client.query("rollback");
    client.release();
    await other.end();
  };
  return { done: cut() };
}

describe("indexing while the database restarts", () => {
  it("goes on with what was stored when its connections are cut", async () => {
    const vectors = new EmbeddedVectorStore({ pool, workspaceId, blobs });
    let embedded = 0;
    let cut = false;
    let cutting = Promise.resolve();
    const counting = {
      ...embed,
      embedMany: async (texts: readonly string[]) => {
        embedded += texts.length;
        if (embedded > 256 && !cut) {
          cut = true;
          cutting = (await cutWriters()).done;
        }
        return embed.embedMany(texts);
      },
    };
    const waits: string[] = [];
    const report = await indexCatalogue(
      { pool, workspaceId, embed: counting, vectors, blobs },
      { pausesMs: [20, 100], onWait: (message) => waits.push(message) },
    );
    await cutting;
    expect(waits.length).toBeGreaterThan(0);
    expect(report.products).toBe(600);
    expect(await vectors.stored("products")).toMatchObject({ count: 600 });
    // What was stored before the cut is not embedded again: only the batch that was cut is.
    expect(embedded).toBe(600 + 256);
    expect((await record())?.status).toBe("ready");
  });
});

describe("the installation's id", () => {
  it("stays, and is another one where the database was copied", async () => {
    const id = await installationId(pool);
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(await Promise.all([installationId(pool), installationId(pool)])).toEqual([id, id]);
    await pool.query("update installation set database_identity = 'elsewhere/1'");
    const other = await installationId(pool);
    expect(other).not.toBe(id);
    expect(await installationId(pool)).toBe(other);
  });
});
