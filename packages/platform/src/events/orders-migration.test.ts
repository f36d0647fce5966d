import { expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { testDatabaseBefore } from "../postgres/test-database.ts";
import { EventStore } from "./event-store.ts";

it("counts the orders that were stored before as orders, and gives the later lines of one no order of their own", async () => {
  const database = await testDatabaseBefore("20261130195900");
  const pool = createPool(database.url);
  try {
    const day = Date.UTC(2026, 0, 5, 12);
    await pool.query("select ensure_day_partitions('event', '{2026-01-05}')");
    await pool.query("insert into workspace (id, name) values ('ws', 'ws')");
    await pool.query(
      `insert into event (workspace_id, message_id, at, received_at, type, name, shopper_id, session_id, payload, demo)
       select 'ws', 'm' || i, $1::timestamptz, now(), 'track', 'Order Completed', 'ann', case when i % 2 = 0 then 's' end,
         case when i < 3 then '{"properties": {"order_id": "A"}}' else '{}' end::jsonb, false
       from generate_series(0, 8) as i`,
      [new Date(day)],
    );
    await pool.query(
      `insert into event_count (workspace_id, day, demo, shard, events, orders) values ('ws', '2026-01-05', false, 2, 9, 9)`,
    );
    await pool.query(
      `insert into interaction (workspace_id, shopper_id, at, kind, product_id, quantity, value_minor, currency)
       select 'ws', 'ann', $1::timestamptz, 2, 'p' || i, 2, 100, 'EUR' from generate_series(0, 8) as i`,
      [new Date(day)],
    );
    await database.migrateToLatest();
    const store = new EventStore(pool);
    // One by its id, one of the session, one of the shopper's day.
    const sold = { orders: 3, units: 18, revenue: [{ currency: "EUR", valueMinor: 900 }] };
    expect(await store.counts("ws")).toEqual({ events: 9, ...sold });
    const line = { messageId: "later", at: day, type: "track", payload: {}, shopperId: "ann", orderId: "A" };
    await store.append("ws", [{ ...line, interactions: [{ productId: "p", kind: "purchase", quantity: 1 }] }]);
    expect(await store.counts("ws")).toMatchObject({ events: 10, orders: 3, units: 19 });
  } finally {
    await pool.end();
    await database.drop();
  }
});
