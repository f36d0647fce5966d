import { byTieKey } from "@aisle/learn/tie-order";
import type { ProductsCapability } from "@aisle/runtime/node-sdk/capabilities/products";
import { expect, it } from "vitest";
import type { LiveChange } from "./catalogue-store.ts";
import type { ProductRecord } from "./product-record.ts";

/** An empty catalogue under test, and the ways to write it. `settled` resolves when earlier writes must be visible. */
export interface ProductsUnderTest {
  readonly products: ProductsCapability;
  upsert(products: readonly ProductRecord[]): Promise<unknown>;
  delete(ids: readonly string[]): Promise<unknown>;
  setLive(changes: readonly LiveChange[]): Promise<unknown>;
  settled(): Promise<void>;
}

/** What every adapter of the `products` capability must do; call it inside a `describe`. */
export function productsConformance(make: () => Promise<ProductsUnderTest>): void {
  const lamp: ProductRecord = {
    id: "lamp",
    title: "Desk lamp",
    description: "Warm light",
    brand: "Lumo",
    category: "Home > Lighting",
    price: 4999,
    currency: "EUR",
    image: "https://example.com/lamp.jpg",
    attributes: { colour: "red", watts: 7.5, dimmable: true, sizes: ["S", "M"], "odd.key": 0 },
    stock: 3,
    cost: 2100,
    gtin: "4006381333931",
    forSale: true,
  };
  const get = async (shop: ProductsUnderTest, id: string) => (await shop.products.get([id]))[0];

  it("gives every field back, in minor units and with types kept", async () => {
    const shop = await make();
    await shop.upsert([{ ...lamp, releasedAt: new Date("2026-02-03T04:05:06.000Z") }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toEqual({ ...lamp, id: undefined, releasedAt: "2026-02-03T04:05:06.000Z" });
  });

  it("answers in the order asked, with undefined for what is not there and repeats repeated", async () => {
    const shop = await make();
    await shop.upsert([lamp, { id: "chair", title: "Chair" }]);
    await shop.settled();
    const found = await shop.products.get(["chair", "no such", "lamp", "chair"]);
    expect(found.map((fields) => fields?.title)).toEqual(["Chair", undefined, "Desk lamp", "Chair"]);
    expect(await shop.products.get([])).toEqual([]);
  });

  it("leaves unknown fields out, and tells unknown stock from none", async () => {
    const shop = await make();
    await shop.upsert([
      { id: "unknown", title: "U" },
      { id: "gone", title: "G", stock: 0 },
    ]);
    await shop.settled();
    expect(await get(shop, "unknown")).toEqual({ title: "U", attributes: {}, forSale: true });
    expect((await get(shop, "gone"))?.stock).toBe(0);
    expect(await shop.products.stock(["gone", "unknown", "no such"])).toEqual([0, null, null]);
  });

  it("shows live stock and price, and forgets a live price when the catalogue sets one", async () => {
    const shop = await make();
    await shop.upsert([lamp]);
    await shop.setLive([{ productId: "lamp", stock: 1, price: 3999 }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toMatchObject({ stock: 1, price: 3999 });
    await shop.setLive([{ productId: "lamp", price: 4100 }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toMatchObject({ stock: 1, price: 4100 });
    await shop.upsert([{ id: "lamp", title: "Desk lamp", price: 4999 }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toMatchObject({ stock: 1, price: 4999 });
    await shop.setLive([{ productId: "lamp", stock: null }]);
    await shop.settled();
    expect(await shop.products.stock(["lamp"])).toEqual([null]);
  });

  it("replaces fields objects instead of changing them", async () => {
    const shop = await make();
    await shop.upsert([lamp]);
    await shop.settled();
    const before = (await get(shop, "lamp"))!;
    const copy = structuredClone(before);
    await shop.setLive([{ productId: "lamp", stock: 99 }]);
    await shop.upsert([{ ...lamp, title: "New", stock: 98 }]);
    await shop.settled();
    expect(before).toEqual(copy);
    expect(await get(shop, "lamp")).toMatchObject({ title: "New", stock: 98 });
  });

  it("forgets deleted products and takes them back", async () => {
    const shop = await make();
    await shop.upsert([lamp]);
    await shop.settled();
    await shop.delete(["lamp", "no such"]);
    await shop.settled();
    expect(await get(shop, "lamp")).toBeUndefined();
    expect(await shop.products.stock(["lamp"])).toEqual([null]);
    await shop.upsert([lamp]);
    await shop.settled();
    expect(await get(shop, "lamp")).toMatchObject({ title: "Desk lamp", stock: 3 });
  });

  it("has none of what is not for sale: not by id, not in stock, not among the newest; and has it back", async () => {
    const shop = await make();
    await shop.upsert([lamp, { id: "chair", title: "Chair", stock: 2 }]);
    await shop.settled();
    await shop.upsert([{ id: "lamp", forSale: false }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toBeUndefined();
    expect(await shop.products.stock(["lamp", "chair"])).toEqual([0, 2]);
    expect(await shop.products.newest({ limit: 9 })).toEqual(["chair"]);
    await shop.upsert([{ id: "lamp", forSale: true }]);
    await shop.settled();
    expect(await get(shop, "lamp")).toMatchObject({ title: "Desk lamp", stock: 3, cost: 2100, forSale: true });
  });

  it("lists what can be bought, newest first, all of it or a category", async () => {
    const shop = await make();
    const at = (day: number) => ({ releasedAt: new Date(Date.UTC(2026, 0, day)) });
    await shop.upsert([
      { id: "old", title: "O", category: "A", ...at(1), stock: 2 },
      { id: "new", title: "N", category: "A", ...at(9) },
      { id: "gone", title: "G", category: "A", ...at(10), stock: 0 },
      { id: "other", title: "B", category: "B", ...at(5) },
      { id: "undated", title: "U", category: "A" },
    ]);
    await shop.settled();
    expect(await shop.products.newest({ limit: 9 })).toEqual(["new", "other", "old", "undated"]);
    expect(await shop.products.newest({ limit: 2, category: "A" })).toEqual(["new", "old"]);
    expect(await shop.products.newest({ limit: 2, category: "none" })).toEqual([]);
  });

  it("lists products of one day by their tie keys, so that a small id is no advantage", async () => {
    const shop = await make();
    const sameDay = Array.from({ length: 40 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    await shop.upsert(sameDay.map((id) => ({ id, title: id, releasedAt: new Date(0) })));
    await shop.settled();
    const found = await shop.products.newest({ limit: 7 });
    expect(found).toEqual(sameDay.toSorted(byTieKey).slice(0, 7));
  });

  it("keeps text of any script, and what PostgreSQL cannot hold does not stop the rest", async () => {
    const shop = await make();
    await shop.upsert([
      { id: "ключ 🔑 ' \" \\", title: "Ω 日本 {a,b}", attributes: { NULL: "null", 'q"': "\\u0000" } },
      { id: "bad", title: "a\0b\uD800", attributes: { "k\0": ["\uDC00x", { y: "\0" }] } },
    ]);
    await shop.settled();
    const [odd, bad] = await shop.products.get(["ключ 🔑 ' \" \\", "bad"]);
    expect(odd).toEqual({ title: "Ω 日本 {a,b}", attributes: { NULL: "null", 'q"': "\\u0000" }, forSale: true });
    expect(bad).toEqual({
      title: "a\uFFFDb\uFFFD",
      attributes: { "k\uFFFD": ["\uFFFDx", { y: "\uFFFD" }] },
      forSale: true,
    });
  });
}
