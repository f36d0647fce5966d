import type { Event } from "@aisle/contracts/event";
import { byTieKey } from "@aisle/learn/tie-order";
import type { EventsCapability, InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { expect, it } from "vitest";
import type { ProductRecord } from "../catalogue/product-record.ts";

/** An empty store of events under test, and the ways to write it. */
export interface EventsUnderTest {
  readonly events: Pick<EventsCapability, "recent" | "popular">;
  append(events: readonly Event[]): Promise<unknown>;
  upsertProducts(products: readonly ProductRecord[]): Promise<unknown>;
  /** Resolves when everything appended must be counted. */
  settled(): Promise<void>;
}

const day = 86_400_000;

/** The instant that the adapter under test must take for now. */
export const conformanceNow: number = Date.UTC(2026, 5, 30, 12);

let ids = 0;

/** An event in which a shopper did one thing with some products, days before `conformanceNow`. */
export function someEvent(
  shopperId: string | undefined,
  kind: InteractionKind,
  daysAgo: number,
  ...products: readonly string[]
): Event {
  return {
    messageId: `m${++ids}`,
    at: conformanceNow - daysAgo * day,
    type: "track",
    name: kind === "view" ? "Product Viewed" : kind === "cart" ? "Product Added" : "Order Completed",
    ...(shopperId === undefined ? {} : { shopperId }),
    payload: {},
    interactions: products.map((productId) => ({ productId, kind, quantity: 1 })),
  };
}

/** What every reader of histories and popularity must do; call it inside a `describe`. */
export function eventsConformance(make: () => Promise<EventsUnderTest>): void {
  it("gives a shopper's latest interactions first, of the kinds asked for, up to the limit", async () => {
    const shop = await make();
    await shop.append([
      someEvent("ann", "view", 3, "a"),
      someEvent("ann", "purchase", 1, "b"),
      someEvent("bob", "view", 0, "x"),
      someEvent("ann", "view", 2, "c"),
      someEvent(undefined, "purchase", 0, "b"),
    ]);
    await shop.settled();
    const recent = async (query: object) =>
      (await shop.events.recent({ shopperId: "ann", limit: 10, ...query })).map((one) => one.productId);
    expect(await recent({})).toEqual(["b", "c", "a"]);
    expect(await recent({ kinds: ["view"] })).toEqual(["c", "a"]);
    expect(await recent({ kinds: ["view", "purchase"], limit: 2 })).toEqual(["b", "c"]);
    expect(await recent({ kinds: [] })).toEqual([]);
    expect(await recent({ shopperId: "nobody" })).toEqual([]);
    expect(await shop.events.recent({ shopperId: "bob", limit: 1 })).toEqual([
      { productId: "x", kind: "view", at: conformanceNow, quantity: 1 },
    ]);
  });

  it("finds what lies behind hundreds of later interactions of another kind", async () => {
    const shop = await make();
    const views = Array.from({ length: 300 }, (_, i) => someEvent("ann", "view", i / 1000, `v${i}`));
    await shop.append([...views, someEvent("ann", "purchase", 9, "b")]);
    await shop.settled();
    expect(await shop.events.recent({ shopperId: "ann", kinds: ["purchase"], limit: 5 })).toMatchObject([
      { productId: "b" },
    ]);
    expect(await shop.events.recent({ shopperId: "ann", limit: 250 })).toHaveLength(250);
  });

  it("shows a shopper's new event at once", async () => {
    const shop = await make();
    await shop.append([someEvent("ann", "view", 1, "a")]);
    expect(await shop.events.recent({ shopperId: "ann", limit: 5 })).toHaveLength(1);
    await shop.append([someEvent("ann", "view", 0, "b")]);
    expect(await shop.events.recent({ shopperId: "ann", limit: 5 })).toMatchObject([
      { productId: "b" },
      { productId: "a" },
    ]);
  });

  it("ranks by how many interactions of the kind there were, baskets of nobody included", async () => {
    const shop = await make();
    await shop.append([
      someEvent("ann", "purchase", 40, "a", "b"),
      someEvent(undefined, "purchase", 2, "b", "c"),
      someEvent("bob", "view", 1, "c"),
    ]);
    await shop.settled();
    expect(await shop.events.popular({ kind: "purchase", limit: 10 })).toEqual([
      { id: "b", score: 2 },
      { id: "a", score: 1 },
      { id: "c", score: 1 },
    ]);
    expect(await shop.events.popular({ kind: "purchase", limit: 1 })).toEqual([{ id: "b", score: 2 }]);
    expect(await shop.events.popular({ kind: "cart", limit: 5 })).toEqual([]);
  });

  it("orders equals by their tie keys, so that a small id is no advantage", async () => {
    const shop = await make();
    const equals = Array.from({ length: 40 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    await shop.append([someEvent("ann", "purchase", 1, ...equals), someEvent("bob", "purchase", 1, "best")]);
    await shop.append([someEvent("cat", "purchase", 1, "best")]);
    await shop.settled();
    const hits = await shop.events.popular({ kind: "purchase", limit: 8 });
    expect(hits.map((hit) => hit.id)).toEqual(["best", ...equals.toSorted(byTieKey).slice(0, 7)]);
  });

  it("weighs each day by its age in whole days, and leaves out days to come", async () => {
    const shop = await make();
    await shop.append([
      someEvent("ann", "view", 0, "today"),
      ...[1, 2, 3].map((i) => someEvent(`s${i}`, "view", 31, "month")),
      ...[1, 2, 3, 4, 5].map((i) => someEvent(`s${i}`, "view", 61, "two months")),
      ...[1, 2, 3, 4, 5].map((i) => someEvent(`s${i}`, "view", -2, "tomorrow")),
    ]);
    await shop.settled();
    const hits = await shop.events.popular({ kind: "view", halfLifeDays: 30, limit: 10 });
    expect(hits.map((hit) => hit.id)).toEqual(["month", "two months", "today"]);
    expect(hits[0]!.score).toBeCloseTo(3 * 2 ** (-31 / 30), 9);
    expect(hits[1]!.score).toBeCloseTo(5 * 2 ** (-61 / 30), 9);
    expect(hits[2]!.score).toBeCloseTo(1, 9);
  });

  it("keeps to a category and what lies below it", async () => {
    const shop = await make();
    await shop.upsertProducts([
      { id: "lamp", title: "Lamp", category: "Home > Lighting" },
      { id: "rug", title: "Rug", category: "home" },
      { id: "pen", title: "Pen", category: "Homework" },
      { id: "odd", title: "Odd" },
    ]);
    await shop.append([
      someEvent("ann", "cart", 1, "lamp", "rug", "pen", "odd", "gone"),
      someEvent("bob", "cart", 1, "lamp"),
    ]);
    await shop.settled();
    const ids = async (category: string) =>
      (await shop.events.popular({ kind: "cart", category, limit: 10 })).map((hit) => hit.id);
    expect(await ids("Home")).toEqual(["lamp", "rug"]);
    expect(await ids("Home > Lighting")).toEqual(["lamp"]);
    expect(await ids("Elsewhere")).toEqual([]);
  });
}
