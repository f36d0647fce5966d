import type { Event } from "@aisle/contracts/event";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { EventStore } from "./event-store.ts";
import { someEvent } from "./events-conformance.ts";

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

describe("EventStore", () => {
  const count = async (table: string, workspace: string) =>
    Number((await pool.query(`select count(*) from ${table} where workspace_id = $1`, [workspace])).rows[0].count);

  it("stores a message id once: in a batch, again, on another day, and under writers at once", async () => {
    const store = new EventStore(pool);
    const event = someEvent("ann", "view", 1, "a", "b");
    const later = { ...event, at: event.at + 3 * 86_400_000 };
    expect(await store.append("once", [event, event])).toEqual({ stored: 1, duplicates: 1 });
    expect(await store.append("once", [later])).toEqual({ stored: 0, duplicates: 1 });
    const batch = Array.from({ length: 200 }, (_, i) => ({
      ...someEvent("bob", "view", i / 10, "a"),
      messageId: `w${i}`,
    }));
    const results = await Promise.all(
      [0, 1, 2, 3].map((i) => store.append("once", i % 2 === 0 ? batch : [...batch].reverse())),
    );
    expect(results.reduce((sum, result) => sum + result.stored, 0)).toBe(200);
    expect(await count("event", "once")).toBe(201);
    expect(await count("interaction", "once")).toBe(202);
    expect(await store.append("other workspace", [event])).toEqual({ stored: 1, duplicates: 0 });
  });

  it("keeps what an event says, and stores strange text, long ids and large numbers without failing the batch", async () => {
    const store = new EventStore(pool);
    const long = "x".repeat(5000);
    const result = await store.append("strange", [
      { ...someEvent("a\0b", "view", 0, "p\uD800"), payload: { "k\0": "\uDC00", nested: [{ x: "\0" }] } },
      {
        ...someEvent(long, "purchase", 0),
        messageId: long,
        interactions: [{ productId: long, kind: "purchase", quantity: 1e12, valueMinor: 12.4 }],
      },
      { ...someEvent("ann", "view", 0), sessionId: "s1", decisionId: "dec_1", name: "Odd", payload: { a: [1, null] } },
    ]);
    expect(result.stored).toBe(3);
    const { rows } = await pool.query("select * from event where workspace_id = 'strange' and shopper_id = 'ann'");
    expect(rows[0]).toMatchObject({ name: "Odd", session_id: "s1", decision_id: "dec_1", payload: { a: [1, null] } });
    const lines = await pool.query(
      "select quantity, value_minor from interaction where workspace_id = 'strange' and kind = 2",
    );
    expect(lines.rows).toEqual([{ quantity: 2_147_483_647, value_minor: 12 }]);
    expect(await store.append("strange", [{ ...someEvent("x", "view", 0), messageId: long }])).toMatchObject({
      duplicates: 1,
    });
  });

  it("stores events of a day that was dropped while this process remembered it", async () => {
    const store = new EventStore(pool);
    const first = someEvent("ann", "view", 1, "a");
    await store.append("dropped", [first]);
    // As the retention of another process does it, or a restore.
    await new EventStore(pool).dropBefore(first.at + 2 * 86_400_000);
    expect(await store.append("dropped", [{ ...first, messageId: "late" }])).toEqual({ stored: 1, duplicates: 0 });
    expect(await store.append("dropped", [first])).toEqual({ stored: 0, duplicates: 1 });
    expect(await count("interaction", "dropped")).toBe(2);
    expect(await count("event", "dropped")).toBe(1);
  });

  it("keeps refused events with their reasons", async () => {
    const store = new EventStore(pool);
    await store.reject("letters", [
      { reason: "no message id", event: { type: "track", text: "\0" } },
      { reason: "too large", event: { text: "y".repeat(100_000) } },
    ]);
    const letters = await store.deadLetters.list("letters", 10);
    expect(letters.map((letter) => letter.reason).sort()).toEqual(["no message id", "too large"]);
    const large = letters.find((letter) => letter.reason === "too large")!;
    expect(JSON.stringify(large.event).length).toBeLessThan(80_000);
  });

  it("counts events and orders", async () => {
    const store = new EventStore(pool);
    await store.append("counts", [someEvent("a", "view", 1, "x"), someEvent("a", "purchase", 2, "x", "y")]);
    expect(await store.counts("counts")).toMatchObject({ events: 2, orders: 1, units: 2 });
    expect(await store.counts("empty")).toEqual({ events: 0, orders: 0, units: 0, revenue: [] });
  });

  it("counts an order of three products once, by its id, its session or its shopper's day; units and money by themselves", async () => {
    await pool.query("insert into workspace (id, name, time_zone) values ('orders', 'o', 'Asia/Tokyo')");
    const store = new EventStore(pool);
    const evening = Date.UTC(2026, 5, 1, 14, 0);
    let next = 0;
    const line = (
      of: Partial<Event>,
      productId: string,
      quantity = 1,
      valueMinor?: number,
      currency = "EUR",
    ): Event => ({
      ...{ messageId: `line ${next++}`, at: evening, type: "track", name: "Order Completed", payload: {}, ...of },
      interactions: [
        { productId, kind: "purchase", quantity, ...(valueMinor === undefined ? {} : { valueMinor, currency }) },
      ],
    });
    const orders = async () => (await store.counts("orders")).orders;
    const byId = { orderId: "A-1", shopperId: "ann" };
    const first = ["a", "b", "c"].map((id) => line(byId, id, 2, 1000));
    await store.append("orders", first);
    expect(await store.counts("orders")).toEqual({
      ...{ events: 3, orders: 1, units: 6, revenue: [{ currency: "EUR", valueMinor: 3000 }] },
    });
    // A line that comes later, in another batch and with another time, is of the same order; a repeat is none at all.
    await store.append("orders", [line({ ...byId, at: evening + 86_400_000 }, "d"), ...first]);
    expect(await orders()).toBe(1);
    // Two orders of one session with ids of their own are two; lines of a session without ids are one.
    await store.append("orders", [
      ...[line({ orderId: "A-2", sessionId: "s" }, "a"), line({ orderId: "A-3", sessionId: "s" }, "a")],
      ...[line({ sessionId: "t" }, "a"), line({ sessionId: "t" }, "b")],
    ]);
    expect(await orders()).toBe(4);
    // By the shop's clocks: 14:00 and 14:59 UTC are one day in Tokyo, 15:00 is the next.
    await store.append("orders", [
      line({ shopperId: "bob" }, "a"),
      line({ shopperId: "bob", at: evening + 59 * 60_000 }, "b"),
      line({ shopperId: "bob", at: evening + 60 * 60_000 }, "c", 1, 500, "JPY"),
    ]);
    expect(await store.counts("orders")).toMatchObject({
      orders: 6,
      units: 14,
      revenue: [
        { currency: "EUR", valueMinor: 3000 },
        { currency: "JPY", valueMinor: 500 },
      ],
    });
    const under = Array.from({ length: 6 }, () => [line({ orderId: "same" }, "a"), line({ orderId: "other" }, "a")]);
    await Promise.all(under.map((batch, at) => store.append("orders", at % 2 === 0 ? batch : batch.reverse())));
    expect(await orders()).toBe(8);
  });
});
