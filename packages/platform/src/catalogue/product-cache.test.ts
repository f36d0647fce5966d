import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listener, listen } from "../postgres/listen.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { catalogueUnderTest } from "./catalogue-under-test.ts";
import { productsChannel } from "./catalogue-write.ts";
import { ProductCache } from "./product-cache.ts";
import { productsConformance } from "./products-conformance.ts";

describe("ProductCache", () => {
  let db: Awaited<ReturnType<typeof catalogueUnderTest>>;
  const listeners: Listener[] = [];
  beforeAll(async () => {
    db = await catalogueUnderTest();
  });
  afterAll(async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
    await db.close();
  });

  async function live(workspace: string, cache: ProductCache): Promise<void> {
    const listener = listen({
      url: db.url,
      channels: [productsChannel],
      onNotify: (_, payload) => {
        if (payload === workspace) void cache.refresh();
      },
      onConnect: () => cache.refresh(),
    });
    listeners.push(listener);
    await listener.ready;
  }

  productsConformance(async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    await cache.refresh();
    return {
      products: cache,
      upsert: (products) => db.store.upsert(workspace, products),
      delete: (ids) => db.store.delete(workspace, ids),
      setLive: (changes) => db.store.setLive(workspace, changes),
      settled: () => cache.refresh(),
    };
  });

  it("hears of changes by itself within a second", async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    await live(workspace, cache);
    await db.store.upsert(workspace, [{ id: "a", title: "A", stock: 5 }]);
    await expect.poll(() => cache.stock(["a"]), { timeout: 1000, interval: 5 }).toEqual([5]);
    const before = cache.revision;
    await db.store.setLive(workspace, [{ productId: "a", stock: 0 }]);
    await expect.poll(() => cache.stock(["a"]), { timeout: 1000, interval: 5 }).toEqual([0]);
    expect(cache.revision).toBeGreaterThan(before);
  });

  it("loses no change under many writers at once", async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    const ids = Array.from({ length: 40 }, (_, i) => `p${i}`);
    await db.store.upsert(
      workspace,
      ids.map((id) => ({ id, title: id, stock: 0 })),
    );
    await live(workspace, cache);
    const truth = new Map<string, number>();
    await Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 1; round <= 25; round++) {
          // Each writer has products of its own, so that the last write of each is known.
          const mine = ids.filter((_, i) => i % 4 === writer && (i + round) % 3 === 0);
          await db.store.setLive(
            workspace,
            mine.map((productId) => ({ productId, stock: round })),
          );
          for (const id of mine) truth.set(id, round);
        }
      }),
    );
    const expected = ids.map((id) => truth.get(id) ?? 0);
    await expect.poll(() => cache.stock(ids), { timeout: 2000, interval: 5 }).toEqual(expected);
  });

  it("filters by payload, live facts included", async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    await db.store.upsert(workspace, [
      { id: "a", title: "A", category: "x", price: 100, attributes: { colour: ["red", "blue"] } },
      { id: "b", title: "B", category: "x", price: 300, attributes: { colour: "red" } },
      { id: "c", title: "C", category: "y", price: 100, attributes: { colour: "blue" } },
    ]);
    await cache.refresh();
    const red = { field: "attributes.colour", in: ["red"] };
    const cheap = { field: "price", max: 200 };
    expect([...cache.matches({ all: [red] }).ids()]).toEqual(["a", "b"]);
    expect([...cache.matches({ all: [red, cheap] }).ids()]).toEqual(["a"]);
    await db.store.setLive(workspace, [{ productId: "b", price: 150 }]);
    await cache.refresh();
    expect([...cache.matches({ all: [red, cheap] }).ids()]).toEqual(["a", "b"]);
    expect(cache.matches({ all: [] }).count).toBe(3);
  });

  it("reads everything afresh when the catalogue was replaced by an older one", async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    await db.store.upsert(workspace, [{ id: "a", title: "A" }]);
    await db.store.upsert(workspace, [{ id: "b", title: "B" }]);
    await cache.refresh();
    await db.pool.query("delete from product where workspace_id = $1 and id = 'b'", [workspace]);
    await cache.refresh();
    expect([...cache.ids()]).toEqual(["a"]);
  });

  it("takes changes in pages", async () => {
    const workspace = db.newWorkspace();
    const cache = new ProductCache(new CatalogueReader(db.pool), workspace);
    await cache.refresh();
    const many = Array.from({ length: 11_000 }, (_, i) => ({ id: `p${i}`, title: `T${i}`, stock: i % 7 }));
    await db.store.upsert(workspace, many);
    await cache.refresh();
    expect(cache.size).toBe(11_000);
    expect(cache.stock(["p10999"])).toEqual([10_999 % 7]);
  });
});
