import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { DemoShopStore } from "./demo-shop-store.ts";

let database: TestDatabase;
let pool: pg.Pool;
let store: DemoShopStore;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  store = new DemoShopStore(pool);
  await pool.query(
    "insert into workspace (id, name, demo_shop) values ('shop', 'shop', 'there'), ('none', 'none', null)",
  );
  await pool.query(
    `insert into product (workspace_id, id, title, category, demo) values
       ('shop', 'NF-1', 'Demo tent', 'Tents', true), ('shop', 'NF-2', 'Demo stove', 'Stoves', true),
       ('shop', 'mine', 'My stove', 'Stoves', false), ('none', 'NF-1', 'A product of their own', 'Tents', false)`,
  );
  await pool.query(
    `insert into interaction (workspace_id, shopper_id, at, kind, product_id, demo) values
       ('shop', 's_00001', now(), 0, 'NF-1', true), ('shop', 's_00002', now(), 0, 'mine', false)`,
  );
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const texts = ["NF-1", "mine", "Tents", "Stoves", "s_00001", "s_00002", "an own text"];
const goneFromShop = [
  ["NF-1", "product"],
  // A category that the shop has itself, and a shopper whom it has seen itself, stay its own.
  ["Tents", "category"],
  ["s_00001", "shopper"],
];
const sorted = (gone: ReadonlyMap<string, string> | undefined) => gone && [...gone].sort();

it("names nothing while the demo shop is in use, or where there never was one", async () => {
  expect(await store.gone("shop", texts)).toBeUndefined();
  expect(await store.gone("none", texts)).toBeUndefined();
});

it("names what is of the demo shop alone once it is set aside or deleted", async () => {
  await store.setAside("shop");
  expect(sorted(await store.gone("shop", texts))).toEqual([...goneFromShop].sort());
  await store.remove({ workspaceId: "shop", userId: null, via: "command" });
  expect(sorted(await store.gone("shop", texts))).toEqual([...goneFromShop].sort());
  await store.bringBack("shop");
  expect(sorted(await store.gone("shop", texts))).toEqual([...goneFromShop].sort());
});
