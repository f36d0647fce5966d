import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { CatalogFieldReader } from "./catalog-field-reader.ts";
import { CatalogueStore } from "./catalogue-store.ts";

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

it("reports which fields the products of a workspace have, of what types, with their frequent values", async () => {
  const store = new CatalogueStore(pool);
  await store.upsert("shop", [
    {
      id: "a",
      title: "A",
      brand: "Kvist",
      price: 100,
      currency: "EUR",
      attributes: { colour: "red", tags: ["new", "sale"] },
    },
    { id: "b", title: "B", brand: "Kvist", price: 200, currency: "EUR", attributes: { colour: "red", size: 3 } },
    {
      id: "c",
      title: "C",
      brand: "Bruma",
      stock: 4,
      attributes: { colour: "blue", size: "M", organic: true, "Size EU": 40 },
    },
  ]);
  await store.upsert("other", [{ id: "x", title: "X", attributes: { secret: "theirs" } }]);
  const reader = new CatalogFieldReader(pool);
  const { products, currency, fields } = await reader.fields("shop");
  expect([products, currency]).toEqual([3, "EUR"]);
  const field = (name: string) => fields.find((one) => one.name === name);
  expect(field("title")?.types).toEqual({ text: 3 });
  expect(field("price")).toEqual({ name: "price", types: { number: 2 }, values: [] });
  expect(field("stock")?.types).toEqual({ number: 1 });
  expect(field("brand")?.values).toEqual(["Kvist", "Bruma"]);
  expect(field("attributes.colour")).toEqual({
    name: "attributes.colour",
    types: { text: 3 },
    values: ["red", "blue"],
  });
  expect(field("attributes.size")?.types).toEqual({ number: 1, text: 1 });
  expect(field("attributes.organic")?.types).toEqual({ "yes-no": 1 });
  expect(field("attributes.tags")).toMatchObject({ types: { list: 1 }, values: ["new", "sale"] });
  expect(field("attributes.Size EU")?.types).toEqual({ number: 1 });
  // What no product has is no field, and another shop's are nobody's business.
  expect(fields.map(({ name }) => name)).not.toContain("category");
  expect(fields.map(({ name }) => name)).not.toContain("attributes.secret");
  expect((await reader.sample("shop")).map(({ id }) => id).toSorted()).toEqual(["a", "b", "c"]);
  expect(await reader.fields("empty")).toEqual({ products: 0, currency: null, fields: [] });
});
