import { existsSync, readFileSync } from "node:fs";
import type { Json } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryEvents } from "../imports/memory-sinks.ts";
import { readEvent } from "./read-event.ts";
import { takeEvents } from "./take-events.ts";

const now = Date.UTC(2026, 5, 1, 12);

class Intake extends MemoryEvents {
  readonly letters: { readonly reason: string; readonly event: Json }[] = [];
  async reject(_workspaceId: string, letters: readonly { readonly reason: string; readonly event: Json }[]) {
    this.letters.push(...letters);
  }
}

const read = (event: object, arrival: object = {}) =>
  readEvent(event as Json, { receivedAt: now, place: 0, ...arrival });
const viewed = {
  type: "track",
  event: "Product Viewed",
  userId: "ann",
  messageId: "m1",
  properties: { product_id: "lamp", price: 18.99, currency: "USD", quantity: 3 },
};

describe("readEvent", () => {
  it("never adds what is worth different money, and reads times by the clocks that it is given", () => {
    const order = (products: object[]) =>
      read({ ...viewed, event: "Order Completed", properties: { order_id: "o", currency: "eur", products } } as never);
    const lamp = { product_id: "lamp", price: 10 };
    expect(order([lamp, lamp, { ...lamp, currency: "JPY", price: 500 }])).toMatchObject({
      interactions: [
        { productId: "lamp", quantity: 2, valueMinor: 2000, currency: "EUR" },
        { productId: "lamp", quantity: 1, valueMinor: 500, currency: "JPY" },
      ],
    });
    const local = { ...viewed, timestamp: "2026-05-20 12:00:00" } as never;
    const at = (clock?: ZoneClock) =>
      (readEvent(local, { receivedAt: now, place: 0, ...(clock === undefined ? {} : { clock }) }) as { at: number }).at;
    expect(at()).toBe(Date.parse("2026-05-20T12:00:00Z"));
    expect(at(new ZoneClock("America/New_York"))).toBe(Date.parse("2026-05-20T16:00:00Z"));
  });

  it("says what the events of the e-commerce spec mean", () => {
    expect(read(viewed)).toEqual({
      messageId: "m1",
      at: now,
      type: "track",
      name: "Product Viewed",
      shopperId: "ann",
      payload: viewed,
      interactions: [{ productId: "lamp", kind: "view", quantity: 1, valueMinor: 1899, currency: "USD" }],
    });
    const added = { ...viewed, event: "product  added", properties: { sku: "G-32", quantity: "2", price: 5 } };
    expect(read(added)).toMatchObject({
      interactions: [{ productId: "G-32", kind: "cart", quantity: 2, valueMinor: 1000 }],
    });
    const order = {
      ...viewed,
      event: "Order Completed",
      properties: {
        currency: "JPY",
        products: [
          { product_id: "a", price: 500 },
          { product_id: 7, quantity: 2, price: 100 },
          { product_id: "a", price: 500 },
        ],
      },
    };
    expect(read(order)).toMatchObject({
      interactions: [
        { productId: "a", kind: "purchase", quantity: 2, valueMinor: 1000 },
        { productId: "7", kind: "purchase", quantity: 2, valueMinor: 200 },
      ],
    });
    expect(read({ ...viewed, event: "Cart Shared" })).toMatchObject({ interactions: [] });
    expect(read({ type: "identify", anonymousId: 5, traits: {} })).toMatchObject({ type: "identify", shopperId: "5" });
  });

  it("finds the shopper, the session and the decision, and keeps no network address", () => {
    const event = read({
      ...viewed,
      anonymousId: "anon",
      context: { ip: "192.0.2.1", sessionId: 12, page: { url: "/x" } },
      properties: { ...viewed.properties, decision_id: "dec_1" },
    });
    expect(event).toMatchObject({ shopperId: "ann", sessionId: "12", decisionId: "dec_1" });
    expect(JSON.stringify(event)).not.toContain("192.0.2.1");
    const long = "x".repeat(512);
    expect(read({ ...viewed, userId: long, context: { sessionId: long } })).toMatchObject({
      shopperId: long,
      sessionId: long,
    });
    expect(read({ ...viewed, userId: " ", anonymousId: "anon" })).toMatchObject({ shopperId: "anon" });
  });

  it("marks what a simulation reports, and nothing else, as the demo shop's", () => {
    expect(read({ ...viewed, context: { simulated: true } } as never)).toMatchObject({ demo: true });
    for (const simulated of [undefined, false, "true", 1])
      expect(read({ ...viewed, context: { simulated } } as never)).not.toHaveProperty("demo");
  });

  it("gives the reason for what it cannot take", () => {
    const cases: [object | string, RegExp][] = [
      ["text", /no JSON object/],
      [{ ...viewed, userId: undefined }, /neither a userId nor an anonymousId/],
      [{ ...viewed, userId: { id: 1 } }, /neither a userId/],
      [{ ...viewed, userId: "x".repeat(513), anonymousId: "anon" }, /longer than 512/],
      [{ ...viewed, context: { sessionId: "x".repeat(513) } }, /longer than 512/],
      [{ ...viewed, event: "" }, /needs its name/],
      [{ ...viewed, type: "trak" }, /"trak" is none of/],
      [{ ...viewed, messageId: "x".repeat(300) }, /messageId/],
      [{ ...viewed, properties: {} }, /Product Viewed needs a product_id/],
      [{ ...viewed, event: "Order Completed", properties: { products: [] } }, /one product at least/],
      [{ ...viewed, event: "Order Completed", properties: { products: [{ sku: "a" }, {}] } }, /products\[1\]/],
      [{ ...viewed, event: "Product Added", properties: { sku: "a", quantity: 0 } }, /above zero/],
      [{ ...viewed, timestamp: "soon" }, /no ISO 8601/],
      [{ ...viewed, timestamp: "2025-01-01T00:00:00Z" }, /older than 30 days/],
      [{ ...viewed, properties: { ...viewed.properties, text: "x".repeat(40_000) } }, /32 kB/],
    ];
    for (const [event, reason] of cases)
      expect(readEvent(event as Json, { receivedAt: now, place: 0 })).toMatch(reason);
  });

  it("never fails, whatever it is sent", () => {
    const anything = fc.record(
      {
        type: fc.jsonValue(),
        event: fc.jsonValue(),
        userId: fc.jsonValue(),
        messageId: fc.jsonValue(),
        timestamp: fc.jsonValue(),
        properties: fc.jsonValue(),
        context: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue()), (event) => {
        const result = readEvent(event as Json, { receivedAt: now, place: 0 });
        expect(typeof result === "string" || result.messageId.length > 0).toBe(true);
      }),
    );
  });

  it("takes the event's time, corrects a wrong clock, and believes no future", () => {
    const at = (event: object, arrival?: object) => (read({ ...viewed, ...event }, arrival) as { at: number }).at;
    expect(at({ timestamp: "2026-06-01T11:00:00Z" })).toBe(now - 3_600_000);
    expect(at({ originalTimestamp: "2026-06-01T11:00:00Z", sentAt: "2026-06-01T11:59:59Z" })).toBe(now - 3_600_000);
    expect(at({ timestamp: "2026-06-01T09:00:00Z" }, { sentAt: "2026-06-01T10:00:00Z" })).toBe(now - 3_600_000);
    expect(at({ timestamp: "2027-06-01T09:00:00Z" })).toBe(now);
  });

  it("derives a message id from what is said: the same when it comes again, another for another event", () => {
    const { messageId: _, ...bare } = { ...viewed, timestamp: "2026-06-01T11:00:00Z" };
    const id = (event: object, arrival: object = {}) => (read(event, arrival) as { messageId: string }).messageId;
    const turned = Object.fromEntries(Object.entries(bare).reverse());
    expect(id(turned, { receivedAt: now + 5000, place: 3, sentAt: "x" })).toBe(id(bare));
    expect(id({ ...bare, sentAt: "2026-06-01T12:00:00Z" })).toBe(id(bare));
    expect(id({ ...bare, userId: "bob" })).not.toBe(id(bare));
    const { timestamp: __, ...timeless } = bare;
    expect(id(timeless)).not.toBe(id(timeless, { place: 1 }));
  });
});

describe("takeEvents", () => {
  it("stores the good ones of a batch and keeps the others with their reasons", async () => {
    const intake = new Intake();
    const batch = [
      viewed,
      { event: "Product Viewed" },
      { ...viewed, messageId: "m2" },
      5,
      { ...viewed, messageId: "m3", timestamp: 1 },
    ];
    expect(await takeEvents("ws", "batch", { batch }, intake, { receivedAt: now })).toMatchObject({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, messageId: null, reason: /userId/ },
        { index: 3, messageId: null },
        { index: 4, messageId: "m3", reason: /30 days/ },
      ].map((one) => ({
        ...one,
        reason: one.reason === undefined ? expect.any(String) : expect.stringMatching(one.reason),
      })),
    });
    expect([...intake.events.keys()]).toEqual(["m1", "m2"]);
    expect(intake.letters.map((letter) => letter.event)).toEqual([batch[1], 5, batch[4]]);
    expect(await takeEvents("ws", "batch", { batch: [viewed] }, intake, { receivedAt: now })).toEqual({
      accepted: 1,
      duplicates: 1,
      rejected: [],
    });
  });

  it("takes a single event, and refuses bodies that hold none", async () => {
    const intake = new Intake();
    const { type: _, ...single } = viewed;
    expect(await takeEvents("ws", "track", single, intake, { receivedAt: now })).toMatchObject({ accepted: 1 });
    for (const body of [null, [], "x", {}, { batch: {} }, { batch: [] }])
      await expect(takeEvents("ws", "batch", body, intake, { receivedAt: now })).rejects.toMatchObject({
        code: "event.invalid",
      });
    await expect(takeEvents("ws", "track", [], intake, { receivedAt: now })).rejects.toMatchObject({
      code: "event.invalid",
    });
    const many = Array.from({ length: 1001 }, () => viewed);
    await expect(takeEvents("ws", "batch", { batch: many }, intake, { receivedAt: now })).rejects.toMatchObject({
      code: "request.too-large",
    });
  });
});

const spec = "../shared/data/events-segment-ecommerce/track_events.json";

describe.skipIf(!existsSync(spec))("the examples of the e-commerce spec", () => {
  it("are all taken, once they say who acted", async () => {
    const examples = JSON.parse(readFileSync(spec, "utf8")) as { event: string }[];
    const batch = examples.map((example, i) => ({ ...example, userId: "u", messageId: `e${i}` }));
    const intake = new Intake();
    expect(await takeEvents("ws", "batch", { batch }, intake, { receivedAt: now })).toEqual({
      accepted: 25,
      duplicates: 0,
      rejected: [],
    });
    const acted = [...intake.events.values()].filter((event) => event.interactions.length > 0);
    expect(acted.map((event) => [event.name, event.interactions[0]!.kind, event.interactions.length])).toEqual([
      ["Product Clicked", "view", 1],
      ["Product Viewed", "view", 1],
      ["Product Added", "cart", 1],
      ["Order Completed", "purchase", 2],
      ["Wishlist Product Added to Cart", "cart", 1],
    ]);
    expect(
      await takeEvents("ws", "batch", { batch: examples as unknown as Json }, intake, { receivedAt: now }),
    ).toMatchObject({
      accepted: 0,
    });
    expect(intake.letters).toHaveLength(25);
  });
});
