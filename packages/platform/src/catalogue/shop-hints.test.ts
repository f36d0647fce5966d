import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventStore } from "../events/event-store.ts";
import { someEvent } from "../events/events-conformance.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { CatalogueStore } from "./catalogue-store.ts";
import { ShopHints } from "./shop-hints.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe("ShopHints", () => {
  it("names the largest brands and categories, and ids that are in use in this shop alone", async () => {
    const products = [
      { id: "a", title: "A", brand: "Kvist", category: "Tents", stock: 3 },
      { id: "b", title: "B", brand: "Kvist", category: "Tents", stock: 0 },
      { id: "c", title: "C", brand: "Bruma", category: "Stoves", stock: null },
      { id: "d", title: "D", brand: null, category: null, stock: 5 },
    ];
    await new CatalogueStore(pool).upsert("shop", products);
    await new CatalogueStore(pool).upsert("other", [{ id: "x", title: "X", brand: "Elsewhere" }]);
    const events = new EventStore(pool);
    await events.append("shop", [
      someEvent("looker", "view", 1, "a", "d", "a"),
      someEvent("buyer", "purchase", 3, "b"),
      someEvent("buyer", "view", 2, "c", "gone"),
      someEvent("buyer", "view", 4, "a"),
    ]);
    await events.append("other", [someEvent("outsider", "purchase", 1, "x")]);
    const hints = new ShopHints(pool);
    expect(await hints.names("shop")).toEqual({ brands: ["Kvist", "Bruma"], categories: ["Tents", "Stoves"] });
    const ids = await hints.sampleIds("shop");
    expect(ids.shopperId).toBe("buyer");
    // Neither what is sold out nor what is no longer sold.
    expect([...ids.productIds].sort()).toEqual(["a", "c"]);
  });

  it("gives products that can be bought where nobody was seen yet, and nothing where there is nothing", async () => {
    await new CatalogueStore(pool).upsert("new", [
      { id: "p1", title: "One", stock: 0 },
      { id: "p2", title: "Two", stock: 2 },
    ]);
    const hints = new ShopHints(pool);
    expect(await hints.titled("empty", "lamp")).toEqual([]);
    expect(await hints.attributes("empty")).toEqual({ numbers: [], texts: [] });
    expect(await hints.sampleIds("new")).toEqual({ productIds: ["p2"] });
    expect(await hints.sampleIds("empty")).toEqual({ productIds: [] });
    expect(await hints.names("empty")).toEqual({ brands: [], categories: [] });
  });

  it("summarizes what the products of one shop have in their fields", async () => {
    const own = (rating: number, colour: string) => ({ rating, colour, about: "x".repeat(200) });
    await new CatalogueStore(pool).upsert("fields", [
      { id: "1", title: "One", price: 100, stock: 1, attributes: own(3.5, "red") },
      { id: "2", title: "Two", price: 300, stock: null, attributes: own(4.5, "red") },
      { id: "3", title: "Three", price: 900, compareAtPrice: 1000, attributes: own(4, "sand") },
    ]);
    const { numbers, texts } = await new ShopHints(pool).attributes("fields");
    expect(numbers.find(({ field }) => field === "price")).toEqual({
      field: "price",
      low: 100,
      middle: 300,
      high: 900,
    });
    expect(numbers.find(({ field }) => field === "attributes.rating")?.middle).toBe(4);
    expect(numbers.find(({ field }) => field === "compareAtPrice")?.low).toBe(1000);
    expect(texts).toEqual([{ field: "attributes.colour", values: ["red", "sand"] }]);
  });

  it("finds products by the words of their titles, in one shop alone, and takes signs as they are", async () => {
    await new CatalogueStore(pool).upsert("titles", [
      { id: "g1", title: "Fellrunner Otter liner gloves, M" },
      { id: "g2", title: "Fellrunner Otter winter gloves, L" },
      { id: "h1", title: "Fellrunner Otter hat" },
      { id: "p1", title: "100% wool sock" },
    ]);
    await new CatalogueStore(pool).upsert("titles-of-another", [{ id: "x1", title: "Fellrunner Otter gloves" }]);
    const hints = new ShopHints(pool);
    const ids = async (text: string) => (await hints.titled("titles", text)).map(({ id }) => id);
    expect(await ids("Fellrunner Otter gloves")).toEqual(["g1", "g2"]);
    expect(await ids("otter hats")).toEqual(["h1"]);
    expect(await ids("100% wool")).toEqual(["p1"]);
    expect(await ids("%")).toEqual([]);
  });

  it("finds shoppers by the beginning of their id, the whole id first, with what they did lately", async () => {
    const events = new EventStore(pool);
    await events.append("found", [
      someEvent("anna", "view", 1, "a"),
      someEvent("anna_2", "view", 2, "a"),
      someEvent("anna_2", "purchase", 3, "a"),
      someEvent("ben", "view", 4, "a"),
    ]);
    const hints = new ShopHints(pool);
    expect(await hints.shoppers("found", "anna", 10)).toEqual([
      { id: "anna", events: 1, orders: 0 },
      { id: "anna_2", events: 2, orders: 1 },
    ]);
    expect((await hints.shoppers("found", "", 10)).map(({ id }) => id)).toEqual(["anna_2", "anna", "ben"]);
    expect(await hints.shoppers("found", "%", 10)).toEqual([]);
  });
});
