import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "@aisle/contracts/event";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { DemoShopStore } from "../catalogue/demo-shop-store.ts";
import { newDecisionId } from "../decisions/decision-id.ts";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { sampleDecision } from "../decisions/sample-decision.ts";
import { Spool } from "../decisions/spool.ts";
import { EventStore } from "../events/event-store.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { attributeOrders } from "./attribute-orders.ts";
import { ValueStore } from "./value-store.ts";

let database: TestDatabase;
let pool: pg.Pool;
let value: ValueStore;
let events: EventStore;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  value = new ValueStore(pool);
  events = new EventStore(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query(
    "truncate workspace, event, event_seen, event_count, order_seen, sales_count, interaction, decision, decision_spool, endpoint_minute, endpoint_day, attributed_day, attributed_order, order_attribution, order_return cascade",
  );
  await pool.query(
    "insert into workspace (id, name, time_zone) values ('berlin', 'B', 'Europe/Berlin'), ('lima', 'L', 'America/Lima')",
  );
});

/** Brings decisions into the log as serving does; gives their ids. */
async function decide(
  all: readonly {
    readonly workspaceId?: string;
    readonly at: number;
    readonly endpoint?: string;
    readonly sample?: boolean;
    readonly outcome?: "answered" | "fell-back" | "failed";
  }[],
): Promise<readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), "aisle-value-"));
  const spool = new Spool({ directory });
  const ids = all.map(({ workspaceId = "berlin", at, endpoint = "home", sample = false, outcome = "answered" }) => {
    const id = newDecisionId(at);
    void spool.append({
      ...sampleDecision({ at }),
      id,
      workspaceId,
      at,
      endpoint,
      sample,
      outcome,
      versionId: "ver_1",
    });
    return id;
  });
  await spool.close();
  const writer = new DecisionWriter({ pool, directory });
  await writer.drain();
  await writer.stop();
  rmSync(directory, { recursive: true });
  return ids;
}

let message = 0;
const order = (
  decisionId: string,
  at: number,
  lines: readonly (readonly [number, string | undefined])[],
  more: Partial<Event> = {},
): Event => ({
  messageId: `m${++message}`,
  at,
  type: "track",
  name: "Order Completed",
  shopperId: "ann",
  orderId: `o${message}`,
  decisionId,
  payload: {},
  interactions: lines.map(([valueMinor, currency], i) => ({
    productId: `p${i}`,
    kind: "purchase" as const,
    quantity: 1,
    valueMinor,
    ...(currency === undefined ? {} : { currency }),
  })),
  ...more,
});
/** Nothing came back. */
const noReturns = { returns: 0, returnedMinor: 0 };
const months = ["2026-01-01", "2027-01-01"] as const;
const sales = (workspaceId = "berlin") => value.sales(workspaceId, ...months);

it("counts requests and orders on the days of the workspace: at the end of a month, in two zones", async () => {
  // 23:30 in Lima on 31 October, 05:30 in Berlin on 1 November.
  const at = Date.UTC(2026, 10, 1, 4, 30);
  const [berlin, lima] = await decide([
    { at },
    { at, workspaceId: "lima" },
    { at, outcome: "fell-back" },
    { at, outcome: "failed" },
    { at, sample: true },
  ]);
  expect(await value.requests("berlin", "2026-11-01", "2026-12-01")).toEqual([
    { day: "2026-11-01", endpoint: "home", answered: 1, fellBack: 1, failed: 1, refused: 0, suspended: 0 },
  ]);
  expect(await value.requests("lima", "2026-11-01", "2026-12-01")).toEqual([]);
  expect(await value.firstDay("lima")).toBe("2026-10-31");
  await events.append("berlin", [order(berlin!, at + 1000, [[500, "EUR"]])]);
  await events.append("lima", [order(lima!, at + 1000, [[700, "PEN"]])]);
  await attributeOrders(pool);
  expect(await sales()).toEqual([
    { day: "2026-11-01", endpoint: "home", currency: "EUR", orders: 1, valueMinor: 500, ...noReturns },
  ]);
  expect(await sales("lima")).toEqual([
    { day: "2026-10-31", endpoint: "home", currency: "PEN", orders: 1, valueMinor: 700, ...noReturns },
  ]);
});

it("adds no two currencies, and counts an order of both once", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  const [id] = await decide([{ at }]);
  await events.append("berlin", [
    order(id!, at, [
      [500, "EUR"],
      [800, "CHF"],
      [100, "EUR"],
    ]),
    order(id!, at, [[900, undefined]]),
    order(id!, at, []),
  ]);
  await attributeOrders(pool);
  const found = await sales();
  expect(found.map(({ currency, valueMinor }) => [currency, valueMinor])).toEqual(
    expect.arrayContaining([
      ["EUR", 600],
      ["CHF", 800],
      [null, 900],
    ]),
  );
  expect(found.reduce((sum, { orders }) => sum + orders, 0)).toBe(3);
});

it("counts an order once whatever reports it again, and the parts of a session's orders together", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  const [id] = await decide([{ at }]);
  const reported = order(id!, at, [[500, "EUR"]]);
  await events.append("berlin", [reported]);
  await events.append("berlin", [reported, { ...reported, messageId: "again" }]);
  const part = (n: number): Event => {
    const { orderId: _, ...event } = order(id!, at + n, [[100, "EUR"]], { sessionId: "s1" });
    return event;
  };
  await events.append("berlin", [part(1)]);
  await events.append("berlin", [part(2)]);
  while ((await attributeOrders(pool)) > 0);
  expect(await sales()).toEqual([
    { day: "2026-11-05", endpoint: "home", currency: "EUR", orders: 2, valueMinor: 700, ...noReturns },
  ]);
});

it("waits for a decision that is stored after its order, takes events that come late, and forgets what never comes", async () => {
  const at = Date.UTC(2026, 8, 30, 12);
  const late = newDecisionId(at);
  await events.append("berlin", [
    order(late, at + 1000, [[500, "EUR"]]),
    order("of another program", at, [[1, "EUR"]]),
  ]);
  expect(await attributeOrders(pool)).toBe(2);
  expect(await sales()).toEqual([]);
  // Not looked for again at once.
  expect(await attributeOrders(pool)).toBe(0);
  const left = await pool.query("select decision_id from order_attribution");
  expect(left.rows).toEqual([{ decision_id: late }]);
  // Orders of decisions that are gone are many after an upgrade: those that wait long are asked for seldom.
  await pool.query(
    "update order_attribution set added_at = now() - interval '1 hour', next_at = now() - interval '1 second'",
  );
  expect(await attributeOrders(pool)).toBe(1);
  const next = await pool.query<{ minutes: number }>(
    "select round(extract(epoch from next_at - now()) / 60)::int as minutes from order_attribution",
  );
  expect(next.rows[0]!.minutes).toBeGreaterThan(55);
  const directory = mkdtempSync(join(tmpdir(), "aisle-value-"));
  const spool = new Spool({ directory });
  void spool.append({
    ...sampleDecision({ at }),
    id: late,
    workspaceId: "berlin",
    at,
    endpoint: "basket",
    sample: false,
    outcome: "answered",
  });
  await spool.close();
  const writer = new DecisionWriter({ pool, directory });
  await writer.drain();
  await writer.stop();
  await pool.query("update order_attribution set next_at = now() - interval '1 second'");
  expect(await attributeOrders(pool)).toBe(1);
  expect(await sales()).toEqual([
    { day: "2026-09-30", endpoint: "basket", currency: "EUR", orders: 1, valueMinor: 500, ...noReturns },
  ]);
  await events.append("berlin", [order(newDecisionId(at), at, [[900, "EUR"]])]);
  await pool.query("update order_attribution set added_at = now() - interval '3 days'");
  expect(await attributeOrders(pool)).toBe(1);
  expect((await pool.query("select from order_attribution")).rowCount).toBe(0);
});

it("attributes nothing to another workspace's decision, nor to a sample", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  const [id, sample] = await decide([{ at }, { at, sample: true }]);
  await events.append("lima", [order(id!, at, [[500, "PEN"]])]);
  await events.append("berlin", [order(sample!, at, [[500, "EUR"]])]);
  await attributeOrders(pool);
  expect([await sales("lima"), await sales()]).toEqual([[], []]);
});

it("counts each order once where two programs attribute at once, and one that is killed leaves all as it was", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  const [id] = await decide([{ at }]);
  await events.append(
    "berlin",
    Array.from({ length: 300 }, () => order(id!, at, [[1, "EUR"]])),
  );
  const dying = await pool.connect();
  await dying.query("begin");
  await dying.query("delete from order_attribution");
  await dying.query("rollback");
  dying.release();
  await Promise.all([attributeOrders(pool), attributeOrders(pool), attributeOrders(pool)]);
  while ((await attributeOrders(pool)) > 0);
  expect(await sales()).toMatchObject([{ orders: 300, valueMinor: 300 }]);
});

it("leaves out what the demo shop sold once it is set aside, and removes it with it", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  const [id] = await decide([{ at }]);
  await pool.query("update workspace set demo_shop = 'there' where id = 'berlin'");
  await events.append("berlin", [order(id!, at, [[500, "EUR"]], { demo: true }), order(id!, at, [[70, "EUR"]])]);
  await attributeOrders(pool);
  expect(await sales()).toMatchObject([{ orders: 2, valueMinor: 570 }]);
  const demo = new DemoShopStore(pool);
  await demo.setAside("berlin");
  expect(await sales()).toMatchObject([{ orders: 1, valueMinor: 70 }]);
  await demo.bringBack("berlin");
  expect(await sales()).toMatchObject([{ orders: 2, valueMinor: 570 }]);
  await demo.setAside("berlin");
  await demo.remove({ workspaceId: "berlin", userId: null, via: "studio" });
  expect((await pool.query("select from attributed_day where demo")).rowCount).toBe(0);
  expect((await pool.query("select demo from attributed_order")).rows).toEqual([{ demo: false }]);
  expect(await sales()).toMatchObject([{ orders: 1, valueMinor: 70 }]);
});

it("adds up what models were asked by day, endpoint and model", async () => {
  const at = Date.UTC(2026, 10, 5, 12);
  for (const endpoint of [null, null, "home"])
    await value.addModelUse("berlin", at, { endpoint, model: "small", inputTokens: 100, outputTokens: 7 });
  expect(await value.modelUse("berlin", ...months)).toEqual([
    { endpoint: "home", model: "small", questions: 1, inputTokens: 100, outputTokens: 7 },
    { endpoint: null, model: "small", questions: 2, inputTokens: 200, outputTokens: 14 },
  ]);
  expect(await value.modelUse("lima", ...months)).toEqual([]);
});
