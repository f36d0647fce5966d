import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { indexTestCatalogue, templateGraph } from "../test-search.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const query = { query: "sleeping bag" };
const within = { timeout: 2000, interval: 20 };

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  const { shop, home } = serving;
  await shop.catalogue.upsert(testWorkspace, [
    { id: "down", title: "Down sleeping bag", stock: 4, price: 19_900, currency: "EUR" },
    { id: "fleece", title: "Fleece sleeping bag", stock: 4, price: 9_900, currency: "EUR" },
    { id: "unknown", title: "Cotton sleeping bag", price: 4_900, currency: "EUR" },
    { id: "stove", title: "Camping stove", stock: 4, price: 3_900, currency: "EUR" },
  ]);
  await indexTestCatalogue(home);
  key = await shop.key();
  await serving.publish("search", templateGraph("product-search", {}, { pins: [{ productId: "stove", place: 1 }] }));
});
afterAll(() => serving?.stop());

async function items() {
  const { body } = await serving.call("search", query, key);
  return body.items ?? [];
}
const ids = async () => (await items()).map((item) => item.id);
const set = (productId: string, change: { stock?: number | null; price?: number }) =>
  serving.shop.catalogue.setLive(testWorkspace, [{ productId, ...change }]);

it("labels unknown stock, and nothing else", async () => {
  const labels = Object.fromEntries((await items()).map((item) => [item.id, item.availability]));
  expect(labels).toEqual({ stove: undefined, down: undefined, fleece: undefined, unknown: "unknown" });
});

it("takes a sold-out product out of answers within two seconds, and brings it back", async () => {
  await set("down", { stock: 0 });
  await vi.waitFor(async () => expect(await ids()).not.toContain("down"), within);
  await set("down", { stock: 1 });
  await vi.waitFor(async () => expect(await ids()).toContain("down"), within);
});

it("takes a sold-out product out although a rule pins it", async () => {
  expect((await ids())[0]).toBe("stove");
  await set("stove", { stock: 0 });
  await vi.waitFor(async () => expect(await ids()).not.toContain("stove"), within);
  await set("stove", { stock: null });
  await vi.waitFor(
    async () => expect((await items())[0]).toMatchObject({ id: "stove", availability: "unknown" }),
    within,
  );
});

it("sends a new price within two seconds, and a new title after an import", async () => {
  await set("fleece", { price: 7_900 });
  const fleece = async () => (await items()).find((item) => item.id === "fleece");
  await vi.waitFor(async () => expect((await fleece())?.price).toBe(7_900), within);
  await serving.shop.catalogue.upsert(testWorkspace, [
    { id: "fleece", title: "Fleece bag, red", price: 8_000, currency: "EUR" },
  ]);
  await vi.waitFor(
    async () => expect(await fleece()).toMatchObject({ title: "Fleece bag, red", price: 8_000 }),
    within,
  );
});

it("takes a deleted product out", async () => {
  await serving.shop.catalogue.delete(testWorkspace, ["fleece"]);
  await vi.waitFor(async () => expect(await ids()).not.toContain("fleece"), within);
});

it("retries a change whose first reading failed", async () => {
  const { pool } = serving.home;
  await pool.query("alter table live_stock rename to live_stock_away");
  await pool.query(
    "update live_stock_away set stock = 0, seq = nextval('live_stock_seq_seq') where product_id = 'down'",
  );
  await pool.query("select pg_notify('aisle_products', $1)", [testWorkspace]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await pool.query("alter table live_stock_away rename to live_stock");
  await vi.waitFor(async () => expect(await ids()).not.toContain("down"), { timeout: 4000, interval: 50 });
});
