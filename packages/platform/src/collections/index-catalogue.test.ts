import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@aisle/learn/seeded-random";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ownThreadSource } from "../artefacts/load-in-thread.ts";
import { type BlobStore, openBlobStore } from "../blobs/blob-store.ts";
import { CatalogueReader } from "../catalogue/catalogue-reader.ts";
import { CatalogueStore } from "../catalogue/catalogue-store.ts";
import { ProductCache } from "../catalogue/product-cache.ts";
import { type LocalEmbedder, openMiniLm } from "../embed/minilm-embedder.ts";
import { KeywordSearch } from "../keyword/keyword-search.ts";
import { listen } from "../postgres/listen.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { EmbeddedVectorStore } from "../vectors/embedded-vector-store.ts";
import { listCollections } from "./collection-record.ts";
import { type IndexProgress, indexCatalogue } from "./index-catalogue.ts";
import { RetrievalLoader } from "./retrieval-loader.ts";

let database: TestDatabase;
let pool: Pool;
let cacheDir: string;
let blobs: BlobStore;
let embed: LocalEmbedder;
let catalogue: CatalogueStore;
let workspaceId: string;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  cacheDir = await mkdtemp(join(tmpdir(), "aisle-collections-"));
  blobs = openBlobStore(pool, join(cacheDir, "blobs"));
  embed = await openMiniLm({ cacheDir });
  catalogue = new CatalogueStore(pool);
});
afterAll(async () => {
  await embed.close();
  await pool.end();
  await database.drop();
  await rm(cacheDir, { recursive: true, force: true });
});
beforeEach(() => {
  workspaceId = `ws_${count++}`;
});

const shelf = [
  { id: "p1", title: "Anker Soundcore Mini", description: "Portable Bluetooth speaker", brand: "Anker", price: 2999 },
  {
    id: "p2",
    title: "Karcher K2 pressure washer",
    description: "Cleans patios and cars",
    brand: "Karcher",
    price: 9900,
  },
  { id: "p3", title: "Sony WH-1000XM4", description: "Over-ear headphones", brand: "Sony", price: 27900 },
];

const store = () => new EmbeddedVectorStore({ pool, workspaceId, blobs });
const deps = (vectors = store()) => ({ pool, workspaceId, embed, vectors, blobs });

async function serving() {
  const products = new ProductCache(new CatalogueReader(pool), workspaceId);
  await products.refresh();
  const keyword = new KeywordSearch(products);
  const vectors = new EmbeddedVectorStore({ pool, workspaceId, blobs, matcherOf: () => products });
  const loader = new RetrievalLoader({ pool, workspaceId, source: ownThreadSource(blobs), keyword, vectors });
  await loader.refresh();
  const meaning = async (text: string, limit = 1, filter?: Parameters<typeof vectors.search>[0]["filter"]) => {
    const [vector] = await embed.embed([text]);
    const hits = await vectors.search({
      collection: "products",
      vector: vector!,
      limit,
      ...(filter ? { filter } : {}),
    });
    return hits.map((hit) => hit.id);
  };
  const words = (text: string) => keyword.search({ text, limit: 5 }).map((hit) => hit.id);
  return { products, keyword, vectors, loader, meaning, words };
}

describe("indexCatalogue", () => {
  it("makes a catalogue searchable by words and by meaning in another process, with filters on live facts", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const stages: IndexProgress[] = [];
    const report = await indexCatalogue(deps(), { onProgress: (progress) => stages.push(progress) });
    expect(report).toEqual({ products: 3, embedded: 3, removed: 0 });
    expect(stages.at(0)).toEqual({ stage: "reading", done: 3, total: 3 });
    expect(stages.at(-1)).toEqual({ stage: "done", done: 3, total: 3 });
    const { meaning, words } = await serving();
    expect(words("soundcore")).toEqual(["p1"]);
    expect(words("wh1000xm4")).toEqual(["p3"]);
    expect(await meaning("wireless music box for the beach")).toEqual(["p1"]);
    expect(await meaning("wireless music box", 3, { all: [{ field: "price", min: 5000 }] })).not.toContain("p1");
    const [record] = await listCollections(pool, workspaceId);
    expect(record).toMatchObject({ name: "products", count: 3, status: "ready", embedder: embed.defaultEmbedder });
  });

  it("embeds only what changed, forgets what is gone, and serving processes follow on notice", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const vectors = store();
    await indexCatalogue(deps(vectors));
    const { loader, meaning, words } = await serving();
    let notices = 0;
    const listener = listen({
      url: database.url,
      channels: ["aisle_artefacts"],
      onConnect: () => undefined,
      onNotify: (_, payload) => {
        if (payload === workspaceId) notices++;
      },
    });
    await listener.ready;
    await catalogue.upsert(workspaceId, [
      { ...shelf[0]!, price: 1999 },
      { ...shelf[1]!, title: "Philips desk lamp", description: "Lights your desk" },
      { id: "p4", title: "Lego Technic crane", description: "Building bricks for children" },
    ]);
    await catalogue.delete(workspaceId, ["p3"]);
    expect(await indexCatalogue(deps(vectors))).toEqual({ products: 3, embedded: 2, removed: 1 });
    expect(words("soundcore lamp lego sony")).not.toContain("p4");
    await expect.poll(() => notices).toBeGreaterThan(0);
    await listener.close();
    await loader.refresh();
    expect(words("lego")).toEqual(["p4"]);
    expect(words("sony")).toEqual([]);
    expect(await meaning("toy", 5)).toHaveLength(3);
    expect(await meaning("toy")).toEqual(["p4"]);
    expect(await meaning("illumination for my office")).toEqual(["p2"]);
    expect(await indexCatalogue(deps(vectors))).toMatchObject({ embedded: 0, removed: 0 });
  });

  it("says while it goes on how many products can be found, and no more once it is done or stopped", async () => {
    const many = Array.from({ length: 600 }, (_, i) => ({ id: `m${i}`, title: `usb cable ${i} m` }));
    await catalogue.upsert(workspaceId, many);
    const { loader } = await serving();
    const seen: unknown[] = [];
    const watching = {
      ...embed,
      defaultEmbedder: embed.defaultEmbedder,
      dimension: embed.dimension,
      embedMany: async (texts: readonly string[]) => {
        await loader.refresh();
        seen.push(loader.building("products"));
        return texts.map((_, i) => Float32Array.from({ length: embed.dimension }, (_, at) => Math.sin(i + at)));
      },
    };
    const index = () => indexCatalogue({ ...deps(), embed: watching }, { noteEveryMs: 0 });
    await index();
    expect(seen).toEqual([0, 256, 512].map((found) => ({ found, total: 600 })));
    await loader.refresh();
    expect(loader.building("products")).toBeUndefined();
    expect((await listCollections(pool, workspaceId))[0]).toMatchObject({ status: "ready", building: null });
    // Another text of what can be found already, or one new product of 600, makes no search incomplete.
    await catalogue.upsert(workspaceId, [
      { id: "m1", title: "hdmi cable" },
      { id: "new", title: "one more" },
    ]);
    seen.length = 0;
    await index();
    expect(seen).toEqual([undefined]);
  });

  it("keeps what was embedded when it is stopped, and goes on from there", async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ id: `m${i}`, title: `usb cable ${i} m` }));
    await catalogue.upsert(workspaceId, many);
    const abort = new AbortController();
    const stopped = indexCatalogue(deps(), {
      signal: abort.signal,
      onProgress: ({ stage, done }) => {
        if (stage === "embedding" && done >= 256) abort.abort(new Error("stopped"));
      },
    });
    await expect(stopped).rejects.toThrow("stopped");
    expect((await listCollections(pool, workspaceId))[0]!.status).toBe("failed");
    expect((await serving()).words("cable")).toHaveLength(5);
    expect(await indexCatalogue(deps())).toMatchObject({ products: 300, embedded: 44 });
  });

  it("embeds again what is damaged in the database, and never searches it", async () => {
    await catalogue.upsert(workspaceId, shelf);
    await indexCatalogue(deps());
    const nan = Buffer.from(Float32Array.from({ length: 384 }, () => Number.NaN).buffer);
    const damage = (id: string, bytes: Buffer) =>
      pool.query(`update vector set "values" = $3 where workspace_id = $1 and item_id = $2`, [workspaceId, id, bytes]);
    await damage("p1", nan);
    await damage("p2", Buffer.from("cut"));
    const { meaning, loader } = await serving();
    expect(await meaning("wireless music box for the beach", 5)).toEqual(["p3"]);
    expect(await indexCatalogue(deps())).toEqual({ products: 3, embedded: 2, removed: 0 });
    await loader.refresh();
    expect(await meaning("wireless music box for the beach")).toEqual(["p1"]);
  });

  it("starts over when the collection was filled by another model", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const old = { ...deps(), embed: { defaultEmbedder: "old@1", dimension: 384, embedMany: embed.embedMany } };
    await indexCatalogue(old);
    const { loader, meaning } = await serving();
    await expect(meaning("speaker")).rejects.toMatchObject({ code: "vector.embedder-mismatch" });
    expect(await indexCatalogue(deps())).toMatchObject({ embedded: 3 });
    await loader.refresh();
    expect(await meaning("speaker")).toEqual(["p1"]);
  });

  it("deletes superseded blobs one run later, so that nobody loses one that he is fetching", async () => {
    const blobCount = async () => Number((await pool.query("select count(*) as n from blob")).rows[0].n);
    await catalogue.upsert(workspaceId, shelf);
    const before = await blobCount();
    for (const [i, expected] of [1, 2, 2, 2].entries()) {
      await catalogue.upsert(workspaceId, [{ id: "p9", title: `Changing product ${workspaceId} ${i}` }]);
      await indexCatalogue(deps());
      expect((await blobCount()) - before).toBe(expected);
    }
  });

  it("indexes an empty catalogue: nothing is found, nothing fails", async () => {
    expect(await indexCatalogue(deps())).toEqual({ products: 0, embedded: 0, removed: 0 });
    const { words, meaning } = await serving();
    expect(words("anything")).toEqual([]);
    expect(await meaning("anything")).toEqual([]);
  });

  it("waits for another run over the same workspace instead of doing the work twice", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const reports = await Promise.all([indexCatalogue(deps()), indexCatalogue(deps())]);
    expect(reports.map((report) => report.embedded).sort()).toEqual([0, 3]);
  });

  it("keeps the words findable while another model's vectors take the place of the old", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const old = { ...deps(), embed: { defaultEmbedder: "old@1", dimension: 384, embedMany: embed.embedMany } };
    await indexCatalogue(old);
    await indexCatalogue(deps());
    expect((await serving()).words("soundcore")).toEqual(["p1"]);
  });

  it("refuses a catalogue whose index could not be stored before it embeds anything", async () => {
    await catalogue.upsert(workspaceId, shelf);
    const tight = openBlobStore(pool, join(cacheDir, "blobs"), { maxBytes: 2_000 });
    const vectors = new EmbeddedVectorStore({ pool, workspaceId, blobs: tight });
    let embedded = 0;
    const counting = { ...embed, defaultEmbedder: embed.defaultEmbedder, dimension: embed.dimension };
    const embedMany: typeof embed.embedMany = (texts, options) => {
      embedded += texts.length;
      return embed.embedMany(texts, options);
    };
    await expect(indexCatalogue({ ...deps(vectors), embed: { ...counting, embedMany } })).rejects.toMatchObject({
      code: "blob.too-large",
      message: expect.stringMatching(/3 products .* 2 products/),
    });
    expect(embedded).toBe(0);
  });

  it("finishes over the smallest of parts, keyword index and graph alike", async () => {
    const many = Array.from({ length: 2_100 }, (_, i) => ({ id: `m${i}`, title: `usb cable number ${i}` }));
    await catalogue.upsert(workspaceId, many);
    const parted = openBlobStore(pool, join(cacheDir, "parted"), { partBytes: 5_000 });
    const random = seededRandom(5);
    const quick = {
      defaultEmbedder: "random@1",
      dimension: 16,
      embedMany: async (texts: readonly string[]) =>
        texts.map(() => Float32Array.from({ length: 16 }, () => random() - 0.5)),
    };
    const vectors = new EmbeddedVectorStore({ pool, workspaceId, blobs: parted });
    await indexCatalogue({ pool, workspaceId, embed: quick, vectors, blobs: parted });
    expect((await pool.query("select count(*)::int as n from blob_part")).rows[0].n).toBeGreaterThan(20);
    const elsewhere = openBlobStore(pool, join(cacheDir, "elsewhere"), { partBytes: 5_000 });
    const reader = new EmbeddedVectorStore({ pool, workspaceId, blobs: elsewhere });
    const [vector] = await vectors.get("products", ["m7"]);
    expect((await reader.search({ collection: "products", vector: vector!, limit: 1 }))[0]?.id).toBe("m7");
    const [record] = await listCollections(pool, workspaceId);
    expect(await ownThreadSource(elsewhere).load("keyword-index", record!.keywordBlob!)).toBeDefined();
  });
});
