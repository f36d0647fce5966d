import { describe, expect, it } from "vitest";
import { demoShop, demoShopSize } from "./demo-shop.ts";

const now = Date.parse("2026-06-01T12:00:00Z");

describe("demoShop", () => {
  const { products, events } = demoShop(now);
  const all = [...events()];

  it("has believable products: unique ids and titles, whole cents, some sold out, some of unknown stock", () => {
    expect(products).toHaveLength(demoShopSize.products);
    expect(new Set(products.map((product) => product.id)).size).toBe(products.length);
    expect(new Set(products.map((product) => product.title)).size).toBe(products.length);
    for (const { id, price, releasedAt } of products) {
      expect(id.startsWith("NF-")).toBe(true);
      expect(Number.isInteger(price) && price > 0).toBe(true);
      expect(releasedAt.getTime()).toBeLessThanOrEqual(now);
    }
    const soldOut = products.filter((product) => product.stock === 0).length;
    const unknown = products.filter((product) => product.stock === null).length;
    expect(soldOut / products.length).toBeCloseTo(1 / 12, 1);
    expect(unknown).toBeGreaterThan(10);
    expect(new Set(products.map((product) => product.category)).size).toBeGreaterThan(30);
  });

  it("has a month of events with views, carts and purchases in believable shares", () => {
    const count = (kind: string) => all.filter((event) => event.kind === kind).length;
    expect(count("view")).toBeGreaterThan(30_000);
    expect(count("cart") / count("view")).toBeGreaterThan(0.05);
    expect(count("purchase") / count("cart")).toBeGreaterThan(0.2);
    expect(new Set(all.map((event) => event.messageId)).size).toBe(all.length);
    for (const event of all) expect(now - event.at).toBeLessThanOrEqual(demoShopSize.days * 86_400_000 + 1);
  });

  it("sells nothing that is sold out", () => {
    const soldOut = new Set(products.filter((product) => product.stock === 0).map((product) => product.id));
    expect(all.filter((event) => event.kind === "purchase" && soldOut.has(event.productId))).toEqual([]);
  });

  it("is the same each time", () => {
    const again = demoShop(now);
    expect(again.products).toEqual(products);
    expect([...again.events()].slice(0, 500)).toEqual(all.slice(0, 500));
  });
});
