import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event, OrderRefund } from "@aisle/contracts/event";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newDecisionId } from "../decisions/decision-id.ts";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { sampleDecision } from "../decisions/sample-decision.ts";
import { Spool } from "../decisions/spool.ts";
import { EventStore } from "../events/event-store.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { attributeOrders } from "./attribute-orders.ts";
import { attributeReturns } from "./attribute-returns.ts";
import { ValueStore } from "./value-store.ts";

const at = Date.UTC(2026, 10, 5, 12);
const day = 86_400_000;

let database: TestDatabase;
let pool: pg.Pool;
let events: EventStore;
let decision: string;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  events = new EventStore(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query(
    "truncate workspace, event, event_seen, order_seen, decision, attributed_day, attributed_order, order_attribution, order_return cascade",
  );
  await pool.query("insert into workspace (id, name) values ('shop', 'S'), ('other', 'O')");
  decision = newDecisionId(at);
  await store([decision]);
});

async function store(ids: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "aisle-returns-"));
  const spool = new Spool({ directory });
  for (const id of ids) void spool.append({ ...sampleDecision({ at }), id, workspaceId: "shop", endpoint: "home" });
  await spool.close();
  const writer = new DecisionWriter({ pool, directory });
  await writer.drain();
  await writer.stop();
  rmSync(directory, { recursive: true });
}

let message = 0;
const ordered = (
  orderId: string,
  lines: readonly (readonly [string, number, string?])[],
  more: Partial<Event> = {},
) => ({
  ...{ messageId: `m${++message}`, at: at + 1000, type: "track", name: "Order Completed", shopperId: "ann", orderId },
  ...{ decisionId: decision, payload: {} },
  interactions: lines.map(([productId, valueMinor, currency = "EUR"]) => ({
    ...{ productId, kind: "purchase" as const, quantity: 1, valueMinor, currency },
  })),
  ...more,
});
/** Ten days later, and without the id of the answer. */
const returned = (orderId: string, refund: OrderRefund, more: Partial<Event> = {}): Event => ({
  ...{
    messageId: `m${++message}`,
    at: at + 10 * day,
    type: "track",
    name: "Order Refunded",
    shopperId: "ann",
    orderId,
  },
  ...{ payload: {}, refund, interactions: [] },
  ...more,
});
const line = (productId: string, valueMinor: number, currency = "EUR") => ({
  productId,
  quantity: 1,
  valueMinor,
  currency,
});

async function attribute(): Promise<void> {
  while ((await attributeOrders(pool)) > 0);
  while ((await attributeReturns(pool)) > 0);
}
const sales = async () =>
  (await new ValueStore(pool).sales("shop", "2026-11-01", "2026-12-01")).map(
    ({ day: of, currency, orders, valueMinor, returns, returnedMinor }) => [
      of.slice(8),
      currency,
      orders,
      valueMinor,
      returns,
      returnedMinor,
    ],
  );
const waiting = async () => Number((await pool.query("select count(*) from order_return")).rows[0].count);

it("takes what came back off the day of its order, each product once and never more than the order was worth", async () => {
  await events.append("shop", [
    ordered("o1", [
      ["shoe", 5000],
      ["sock", 900],
    ]),
    ordered("o2", [["shoe", 5000]]),
  ]);
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 2, 10_900, 0, 0]]);
  const sock = returned("o1", { lines: [line("sock", 900)] });
  await events.append("shop", [sock]);
  await events.append("shop", [sock]);
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 2, 10_900, 1, 900]]);
  // Reported again by another message, together with something that is new.
  await events.append("shop", [returned("o1", { lines: [line("sock", 900), line("shoe", 5000)] })]);
  await events.append("shop", [returned("o1", { lines: [] })]);
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 2, 10_900, 1, 5900]]);
  await events.append("shop", [returned("o2", { lines: [], valueMinor: 99_999, currency: "EUR" })]);
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 2, 10_900, 2, 10_900]]);
  expect(await waiting()).toBe(0);
});

it("adds no two currencies, and counts an order of both as one return", async () => {
  await events.append("shop", [
    ordered("o1", [
      ["shoe", 5000, "EUR"],
      ["hat", 700, "CHF"],
    ]),
  ]);
  await attribute();
  await events.append("shop", [returned("o1", { lines: [line("shoe", 5000, "EUR"), line("hat", 300, "CHF")] })]);
  await attribute();
  const found = await sales();
  expect(found.map(([, currency, , , , minor]) => [currency, minor])).toEqual([
    ["CHF", 300],
    ["EUR", 5000],
  ]);
  expect(found.reduce((sum, [, , , , returns]) => sum + Number(returns), 0)).toBe(1);
});

it("waits for an order that comes late, and lets a return of nobody's order go after two days", async () => {
  await events.append("shop", [
    returned("late", { lines: [] }),
    returned("elsewhere", { lines: [] }),
    // Nothing says of which order that is.
    { ...returned("", { lines: [] }), orderId: undefined as never },
  ]);
  await events.append("other", [returned("late", { lines: [] })]);
  expect(await waiting()).toBe(3);
  await attribute();
  expect(await waiting()).toBe(3);
  expect(await attributeReturns(pool)).toBe(0);
  await events.append("shop", [ordered("late", [["shoe", 5000]])]);
  await pool.query("update order_return set next_at = now()");
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 1, 5000, 1, 5000]]);
  expect(await waiting()).toBe(2);
  await pool.query("update order_return set added_at = now() - interval '3 days', next_at = now()");
  await attribute();
  expect(await waiting()).toBe(0);
});

it("loses nothing and takes nothing twice where several processes take returns off at once", async () => {
  const orders = Array.from({ length: 60 }, (_, i) => `o${i}`);
  await events.append(
    "shop",
    orders.map((id) =>
      ordered(id, [
        ["shoe", 100],
        ["sock", 10],
      ]),
    ),
  );
  await attribute();
  for (const product of ["shoe", "sock"])
    await events.append(
      "shop",
      orders.map((id) => returned(id, { lines: [line(product, product === "shoe" ? 100 : 10)] })),
    );
  await Promise.all([attributeReturns(pool), attributeReturns(pool), attributeReturns(pool)]);
  await attribute();
  expect(await sales()).toEqual([["05", "EUR", 60, 6600, 60, 6600]]);
});

it("forgets orders with the days of their events", async () => {
  await events.append("shop", [ordered("o1", [["shoe", 5000]]), ordered("o2", [["shoe", 5000]])]);
  await attribute();
  const remaining = async () => (await pool.query("select endpoint from attributed_order")).rows;
  expect(await remaining()).toEqual([{ endpoint: "home" }, { endpoint: "home" }]);
  await events.dropBefore(at + 3 * day);
  expect(await remaining()).toEqual([]);
});
