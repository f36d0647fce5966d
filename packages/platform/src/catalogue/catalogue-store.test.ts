import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CatalogueBrowser } from "./catalogue-browser.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { catalogueUnderTest } from "./catalogue-under-test.ts";

describe("CatalogueStore", () => {
  let db: Awaited<ReturnType<typeof catalogueUnderTest>>;
  beforeAll(async () => {
    db = await catalogueUnderTest();
  });
  afterAll(() => db.close());

  const chair = { id: "chair", title: "Chair", category: "Home", price: 100, currency: "EUR", stock: 2 };
  const lamp = { id: "lamp", title: "Lamp 100%", category: "Home", brand: "Lumo", currency: "EUR", stock: 0 };
  const pen = { id: "pen", title: "Pen", category: "Office" };

  it("counts what was new, changed and the same, and numbers only what changed", async () => {
    const ws = db.newWorkspace();
    const reader = new CatalogueReader(db.pool);
    expect(await db.store.upsert(ws, [chair, lamp])).toMatchObject({ inserted: 2, updated: 0, unchanged: 0 });
    const before = await reader.position(ws);
    expect(await db.store.upsert(ws, [chair, lamp])).toMatchObject({ inserted: 0, updated: 0, unchanged: 2 });
    expect(await reader.position(ws)).toEqual(before);
    expect(await db.store.upsert(ws, [chair, { ...lamp, stock: 1 }, pen])).toMatchObject({
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
    expect(await db.store.upsert(ws, [{ ...chair, title: "Seat" }])).toMatchObject({
      inserted: 0,
      updated: 1,
      unchanged: 0,
    });
    expect(await db.store.upsert(ws, [])).toMatchObject({ inserted: 0, updated: 0, unchanged: 0 });
    expect(await db.store.count(ws)).toBe(3);
  });

  it("takes the last of equal ids in a batch", async () => {
    const ws = db.newWorkspace();
    expect(await db.store.upsert(ws, [pen, { ...pen, title: "Biro" }])).toMatchObject({
      inserted: 1,
      updated: 0,
      unchanged: 0,
    });
    const rows = await new CatalogueReader(db.pool).rows(ws, ["pen"]);
    expect(rows[0]?.fields.title).toBe("Biro");
  });

  it("stores texts of any length, and finds and orders their products", async () => {
    const ws = db.newWorkspace();
    // Not to be compressed: an index entry holds about 2,700 bytes.
    const long = (seed: string) =>
      Array.from({ length: 200 }, (_, at) => createHash("sha256").update(`${seed}${at}`).digest("base64url")).join("");
    const wordy = { id: "wordy", title: long("title"), brand: long("brand"), category: long("category"), price: 1 };
    expect(await db.store.upsert(ws, [pen, wordy])).toMatchObject({ inserted: 2 });
    const browser = new CatalogueBrowser(db.pool);
    const page = await browser.page(ws, { category: wordy.category, brand: wordy.brand, offset: 0, limit: 10 });
    expect(page.items.map((product) => product.id)).toEqual(["wordy"]);
    const all = await browser.page(ws, { offset: 0, limit: 10 });
    expect(all.items.map((product) => product.id).sort()).toEqual(["pen", "wordy"]);
  });

  it("changes the text's hash with the text and not with the price", async () => {
    const ws = db.newWorkspace();
    const reader = new CatalogueReader(db.pool);
    const hash = async () => (await reader.rows(ws, ["chair"]))[0]!.textHash;
    await db.store.upsert(ws, [chair]);
    const first = await hash();
    await db.store.upsert(ws, [{ ...chair, price: 5, stock: 9 }]);
    expect(await hash()).toBe(first);
    await db.store.upsert(ws, [{ ...chair, attributes: { legs: 4 } }]);
    expect(await hash()).not.toBe(first);
  });

  it("reports live facts of products that are not in the catalogue", async () => {
    const ws = db.newWorkspace();
    await db.store.upsert(ws, [chair]);
    expect(
      await db.store.setLive(ws, [
        { productId: "ghost", stock: 1 },
        { productId: "chair", stock: 4 },
        { productId: "chair", price: 90 },
      ]),
    ).toEqual(["ghost"]);
    const [row] = await new CatalogueReader(db.pool).rows(ws, ["chair"]);
    expect(row?.fields).toMatchObject({ stock: 4, price: 90 });
  });

  it("leaves what a record does not name, clears what it names as null, and counts both", async () => {
    const ws = db.newWorkspace();
    const reader = new CatalogueReader(db.pool);
    const fields = async (id: string) => (await reader.rows(ws, [id]))[0]?.fields;
    const shoe = {
      id: "shoe",
      title: "Trail shoe",
      description: "Light",
      brand: "Stride",
      category: "Shoes > Trail",
      price: 8900,
      currency: "EUR",
      image: "https://img.example/1.jpg",
      salePrice: 7900,
      compareAtPrice: 9900,
      saleFrom: new Date("2026-11-01T00:00:00Z"),
      saleUntil: new Date("2026-12-01T00:00:00Z"),
      releasedAt: new Date("2026-01-01T00:00:00Z"),
      stock: 0,
      attributes: { colour: "red", size: 38 },
    };
    await db.store.upsert(ws, [shoe]);
    const whole = await fields("shoe");
    expect(whole).toMatchObject({ salePrice: 7900, compareAtPrice: 9900, saleUntil: "2026-12-01T00:00:00.000Z" });
    // The same attributes in another order are the same product.
    const again = { ...shoe, attributes: { size: 38, colour: "red" } };
    expect(await db.store.upsert(ws, [again])).toMatchObject({ unchanged: 1, updated: 0 });

    const cheaper = {
      id: "shoe",
      title: "Trail shoe",
      price: 7900,
      blank: ["stock", "description", "attributes.none"],
    };
    expect(await db.store.upsert(ws, [cheaper])).toMatchObject({ updated: 1, blanksIgnored: 2, cleared: 0 });
    expect(await fields("shoe")).toEqual({ ...whole, price: 7900 });

    const ended = { id: "shoe", salePrice: null, saleUntil: null, image: null, attributes: { size: null, none: null } };
    expect(await db.store.upsert(ws, [ended])).toMatchObject({ updated: 1, cleared: 4 });
    const { salePrice: _price, saleUntil: _until, image: _image, ...rest } = whole!;
    expect(await fields("shoe")).toEqual({ ...rest, price: 7900, attributes: { colour: "red" } });

    expect(await db.store.upsert(ws, [{ id: "new", price: 5 }])).toMatchObject({ inserted: 0, untitled: ["new"] });
    expect(await fields("new")).toBeUndefined();
    await db.store.delete(ws, ["shoe"]);
    await db.store.upsert(ws, [{ id: "shoe", price: 1 }]);
    expect(await fields("shoe")).toMatchObject({ title: "Trail shoe", price: 1, stock: 0 });
  });

  it("reads as much of the live facts for the last batch of a first import as for the first", async () => {
    const own = await catalogueUnderTest();
    const read = async () => {
      await own.pool.query("select pg_stat_force_next_flush()");
      const { rows } = await own.pool.query<{ tuples: string }>(
        "select seq_tup_read + coalesce(idx_tup_fetch, 0) as tuples from pg_stat_user_tables where relname = 'live_stock'",
      );
      return Number(rows[0]!.tuples);
    };
    const ws = own.newWorkspace();
    const perBatch: number[] = [];
    for (let batch = 0; batch < 12; batch++) {
      const before = await read();
      const products = Array.from({ length: 1000 }, (_, i) => ({
        id: `${batch}-${i}`,
        title: "Tent",
        price: 100,
        stock: i % 40 === 0 ? null : i,
      }));
      await own.store.upsert(ws, products);
      perBatch.push((await read()) - before);
    }
    expect(Math.max(...perBatch)).toBeLessThan(2000);
    await own.close();
  });

  it("keeps workspaces apart", async () => {
    const [a, b] = [db.newWorkspace(), db.newWorkspace()];
    await db.store.upsert(a, [chair]);
    await db.store.upsert(b, [{ ...chair, title: "Other" }]);
    await db.store.delete(b, ["chair"]);
    expect(await db.store.count(a)).toBe(1);
    expect(await db.store.count(b)).toBe(0);
  });

  it("streams every product once, in pages", async () => {
    const ws = db.newWorkspace();
    const ids = Array.from({ length: 250 }, (_, i) => `p${i}`);
    await db.store.upsert(
      ws,
      ids.map((id) => ({ id, title: id })),
    );
    await db.store.delete(ws, ["p7"]);
    const seen: string[] = [];
    for await (const page of new CatalogueReader(db.pool).readAll(ws, 100)) seen.push(...page.map((row) => row.id));
    expect(seen.sort()).toEqual(ids.filter((id) => id !== "p7").sort());
  });

  it("pages, searches and counts for a browser", async () => {
    const ws = db.newWorkspace();
    const browser = new CatalogueBrowser(db.pool);
    await db.store.upsert(ws, [chair, lamp, pen]);
    const titles = async (query: object) =>
      (await browser.page(ws, { offset: 0, limit: 10, ...query })).items.map((row) => row.fields.title);
    expect(await titles({})).toEqual(["Chair", "Lamp 100%", "Pen"]);
    expect(await titles({ text: "100%" })).toEqual(["Lamp 100%"]);
    expect(await titles({ text: "_" })).toEqual([]);
    expect(await titles({ text: "LAMP" })).toEqual(["Lamp 100%"]);
    expect(await titles({ text: "lumo" })).toEqual(["Lamp 100%"]);
    expect(await titles({ category: "Home" })).toEqual(["Chair", "Lamp 100%"]);
    expect(await titles({ stock: "in-stock" })).toEqual(["Chair"]);
    expect(await titles({ stock: "sold-out" })).toEqual(["Lamp 100%"]);
    expect(await titles({ stock: "unknown" })).toEqual(["Pen"]);
    expect(await titles({ offset: 1, limit: 1 })).toEqual(["Lamp 100%"]);
    const page = await browser.page(ws, { category: "Home", offset: 0, limit: 1 });
    expect(page.total).toBe(2);
    expect(page.categories).toEqual([
      { name: "Home", count: 2 },
      { name: "Office", count: 1 },
    ]);
    expect(await browser.summary(ws)).toMatchObject({
      products: 3,
      inStock: 1,
      soldOut: 1,
      unknownStock: 1,
      currencies: ["EUR"],
    });
  });
});
