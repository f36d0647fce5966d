import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, it } from "vitest";
import { migrate, readMigrations } from "../postgres/migrate.ts";
import { createPool } from "../postgres/pool.ts";
import { testServer } from "../postgres/test-server.ts";
import { DemoShopStore } from "./demo-shop-store.ts";

const marks = "20261130131000_sale_and_demo_marks";
const demoAttributes = { colour: "red", material: "nylon", version: 2, use: "hiking", weightGrams: 900, rating: 4.1 };
const demoText = "A light tent for hiking, made of nylon, in red. Weighs 900 g.";
/** Products of both workspaces: the first is the demo shop's, the others are the shop's own and look like it. */
const products: readonly (readonly [id: string, description: string | null, currency: string, attributes: object])[] = [
  ["NF-10001", demoText, "EUR", demoAttributes],
  ["NF-10002", demoText, "EUR", { colour: "red" }],
  ["NF-10003", "A tent of our own.", "EUR", demoAttributes],
  ["NF-10004", demoText, "USD", demoAttributes],
  ["NF-1", demoText, "EUR", demoAttributes],
  ["NF-100010", demoText, "EUR", demoAttributes],
];
/** Events in the same way: message, shopper, session, product. */
const events: readonly (readonly [message: string, shopper: string, session: string, product: string])[] = [
  ["demo-s_00001-0-0", "s_00001", "s_00001-0", "NF-10001"],
  ["demo-1", "u1", "u1-0", "NF-10001"],
  ["demo-s_00001", "s_00001", "s_00001", "NF-10001"],
  ["order-7", "s_00002", "s_00002-0", "NF-10002"],
  ["demo-s_1-0-0", "s_1", "s_1-0", "NF-1"],
];

it("marks what the demo shop of an earlier Aisle made, and nothing that only looks like it", async () => {
  const { server } = await testServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = await server.ensureDatabase(name);
  const all = await readMigrations();
  await migrate(
    url,
    all.filter((migration) => migration.name < marks),
  );
  const pool = createPool(url);
  const marked = async (table: string, column: string, workspace: string) =>
    (
      await pool.query<{ id: string }>(
        `select ${column} as id from ${table} where workspace_id = $1 and demo order by 1`,
        [workspace],
      )
    ).rows.map(({ id }) => id);
  try {
    await pool.query("select ensure_day_partitions('event', '{2026-01-05}')");
    for (const workspace of ["ws_demo", "ws_own"]) {
      await pool.query("insert into workspace (id, name) values ($1, $1)", [workspace]);
      for (const [id, description, currency, attributes] of products)
        await pool.query(
          `insert into product (workspace_id, id, title, description, price, currency, attributes)
           values ($1, $2, 'Tent', $3, 19900, $4, $5)`,
          [workspace, id, description, currency, attributes],
        );
      for (const [message, shopper, session, product] of events) {
        const at = new Date(Date.UTC(2026, 0, 5, 12));
        await pool.query("insert into event_seen (workspace_id, message_id, at) values ($1, $2, $3)", [
          workspace,
          message,
          at,
        ]);
        await pool.query(
          `insert into event (workspace_id, message_id, at, type, name, shopper_id, session_id, payload)
           values ($1, $2, $3, 'track', 'Product Viewed', $4, $5, '{}')`,
          [workspace, message, at, shopper, session],
        );
        await pool.query(
          `insert into interaction (workspace_id, shopper_id, at, kind, product_id, session_id, value_minor)
           values ($1, $2, $3, 1, $4, $5, 19900)`,
          [workspace, shopper, at, product, session],
        );
      }
    }
    await pool.query(
      "insert into artefact (workspace_id, name, version, blob_hash) values ('ws_demo', 'demo-shop', 1, 'x')",
    );
    await migrate(url, all);

    expect(await marked("product", "id", "ws_demo")).toEqual(["NF-10001"]);
    expect(await marked("event", "message_id", "ws_demo")).toEqual(["demo-s_00001-0-0"]);
    expect(await marked("event_seen", "message_id", "ws_demo")).toEqual(["demo-s_00001-0-0"]);
    expect(await marked("interaction", "session_id", "ws_demo")).toEqual(["s_00001-0"]);
    for (const [table, column] of [
      ["event", "message_id"],
      ["event_seen", "message_id"],
      ["interaction", "session_id"],
    ] as const)
      expect(await marked(table, column, "ws_own")).toEqual([]);

    const store = new DemoShopStore(pool);
    expect(await store.state("ws_demo")).toEqual({ state: "there", products: 1, events: 1 });
    expect(await store.state("ws_own")).toMatchObject({ state: "none" });
    await store.setAside("ws_demo");
    await store.remove({ workspaceId: "ws_demo", userId: null, via: "command" });
    const left = async (workspace: string) =>
      (
        await pool.query(
          `select (select count(*)::int from product where workspace_id = $1 and deleted_at is null) as products,
             (select count(*)::int from event where workspace_id = $1) as events,
             (select count(*)::int from interaction where workspace_id = $1) as interactions`,
          [workspace],
        )
      ).rows[0];
    const own = { products: products.length - 1, events: events.length - 1, interactions: events.length - 1 };
    expect(await left("ws_demo")).toEqual(own);
    expect(await left("ws_own")).toEqual({
      products: products.length,
      events: events.length,
      interactions: events.length,
    });
  } finally {
    await pool.end();
    const admin = new pg.Client({ connectionString: server.url("postgres") });
    await admin.connect();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
});
