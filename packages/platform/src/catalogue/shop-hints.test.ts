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
    await events.append("other", [someEvent("stranger", "purchase", 1, "x")]);
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
    expect(await hints.sampleIds("new")).toEqual({ productIds: ["p2"] });
    expect(await hints.sampleIds("empty")).toEqual({ productIds: [] });
    expect(await hints.names("empty")).toEqual({ brands: [], categories: [] });
  });
});
