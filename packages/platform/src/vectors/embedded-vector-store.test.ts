import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@aisle/learn/seeded-random";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BlobStore, openBlobStore } from "../blobs/blob-store.ts";
import { PayloadIndex } from "../catalogue/payload-index.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { EmbeddedVectorStore } from "./embedded-vector-store.ts";
import { vectorStoreConformance } from "./vector-store-conformance.ts";

let database: TestDatabase;
let pool: Pool;
let cacheDir: string;
let blobs: BlobStore;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  cacheDir = await mkdtemp(join(tmpdir(), "aisle-vectors-"));
  blobs = openBlobStore(pool, cacheDir);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(cacheDir, { recursive: true, force: true });
});

const open = (workspaceId: string) => new EmbeddedVectorStore({ pool, workspaceId, blobs });

vectorStoreConformance("The embedded store", async () => ({
  store: open("ws_conformance"),
  reopened: async () => open("ws_conformance"),
  close: async () => undefined,
}));

const embedder = "test-model@1";
const dimension = 16;

function randomItems(count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    values: Float32Array.from({ length: dimension }, () => random() - 0.5),
    payload: { shelf: i % 10, half: i % 2 },
  }));
}

async function filled(workspaceId: string, count: number) {
  const store = open(workspaceId);
  await store.create({ name: "big", embedder, dimension, metric: "cosine" });
  const items = randomItems(count, 7);
  await store.upsert("big", embedder, items);
  return { store, items };
}

const graphOf = async (workspaceId: string) =>
  (await pool.query("select vector_blob from collection where workspace_id = $1", [workspaceId])).rows[0].vector_blob;

describe("the embedded store with a graph", () => {
  it("finds through the graph what comparing all finds, filtered or not, in this process and the next", async () => {
    const { store, items } = await filled("ws_big", 4_000);
    const queries = randomItems(40, 99).map(({ values }) => ({ embedder, values }));
    const filters = [undefined, { all: [{ field: "half", in: [1] }] }, { all: [{ field: "shelf", in: [3] }] }];
    const ask = async (from: EmbeddedVectorStore) =>
      Promise.all(
        queries.flatMap((vector) =>
          filters.map(async (filter) => {
            const found = await from.search({ collection: "big", vector, limit: 10, ...(filter ? { filter } : {}) });
            return found.map((hit) => hit.id);
          }),
        ),
      );
    const exact = await ask(store);
    await store.index("big");
    expect(await graphOf("ws_big")).toMatch(/^[0-9a-f]{64}$/);
    const next = open("ws_big");
    for (const answers of [await ask(store), await ask(next)]) {
      let same = 0;
      answers.forEach((found, i) => {
        same += found.filter((id) => exact[i]!.includes(id)).length;
        expect(found).toHaveLength(10);
      });
      expect(same / (10 * exact.length)).toBeGreaterThan(0.97);
    }
    const [own] = await next.search({ collection: "big", vector: { embedder, values: items[17]!.values }, limit: 1 });
    expect(own).toEqual({ id: "p17", score: expect.closeTo(1, 5) });
  });

  it("sees items that came, changed or went after the graph was built, at once here and after a load elsewhere", async () => {
    const { store } = await filled("ws_changes", 3_000);
    await store.index("big");
    const elsewhere = open("ws_changes");
    const far = { embedder, values: Float32Array.from({ length: dimension }, (_, i) => (i === 0 ? -1 : 0.001)) };
    const nearest = async (from: EmbeddedVectorStore) =>
      (await from.search({ collection: "big", vector: far, limit: 2 })).map((hit) => hit.id);
    const [before] = await nearest(elsewhere);
    await store.upsert("big", embedder, [
      { id: "new", values: far.values },
      { id: "p5", values: far.values.map((value) => value + 0.01) },
    ]);
    await store.delete("big", [before!]);
    expect(await nearest(store)).toEqual(["new", "p5"]);
    expect(await nearest(elsewhere)).toContain(before);
    await elsewhere.load("big");
    expect(await nearest(elsewhere)).toEqual(["new", "p5"]);
  });

  it("builds a new graph only when it pays", async () => {
    const { store } = await filled("ws_pays", 2_500);
    await store.index("big");
    const first = await graphOf("ws_pays");
    await store.upsert("big", embedder, randomItems(20, 5));
    await store.index("big");
    expect(await graphOf("ws_pays")).toBe(first);
    await store.upsert("big", embedder, randomItems(500, 6));
    await store.index("big");
    expect(await graphOf("ws_pays")).not.toBe(first);
  });

  it("still answers when the stored graph is damaged, and never loads it", async () => {
    const { store } = await filled("ws_damaged", 2_200);
    await store.index("big");
    const hash = await graphOf("ws_damaged");
    await writeFile((await blobs.file(hash))!, "cut off");
    await pool.query("update blob set bytes = 'cut off' where hash = $1", [hash]);
    const [item] = randomItems(1, 7);
    const vector = { embedder, values: item!.values };
    expect(await open("ws_damaged").search({ collection: "big", vector, limit: 1 })).toMatchObject([{ id: "p0" }]);
  });

  it("stops building when it is asked to, and leaves everything searchable", async () => {
    const { store, items } = await filled("ws_stopped", 2_200);
    const abort = new AbortController();
    const stopped = store.index("big", { signal: abort.signal, onProgress: () => abort.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow("enough");
    const vector = { embedder, values: items[3]!.values };
    expect(await store.search({ collection: "big", vector, limit: 1 })).toMatchObject([{ id: "p3" }]);
  });
});

it("asks the matcher it was given, so that filters see live facts", async () => {
  const live = new PayloadIndex();
  live.set("p1", { shelf: "here" });
  const options = { pool, workspaceId: "ws_live", blobs, matcherOf: () => live };
  const store = new EmbeddedVectorStore(options);
  await store.create({ name: "big", embedder, dimension, metric: "cosine" });
  await store.upsert("big", embedder, randomItems(5, 7));
  const vector = { embedder, values: randomItems(1, 1)[0]!.values };
  const filter = { all: [{ field: "shelf", in: ["here"] }] };
  expect(await store.search({ collection: "big", vector, limit: 5, filter })).toMatchObject([{ id: "p1" }]);
  live.set("p2", { shelf: "here" });
  expect(await store.search({ collection: "big", vector, limit: 5, filter })).toHaveLength(2);
});

it("keeps workspaces apart", async () => {
  const one = open("ws_one");
  await one.create({ name: "same", embedder, dimension, metric: "cosine" });
  await one.upsert("same", embedder, randomItems(3, 7));
  expect(await open("ws_two").info("same")).toBeUndefined();
});
