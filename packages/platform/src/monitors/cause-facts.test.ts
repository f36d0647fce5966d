import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendAudit } from "../audit/audit-log.ts";
import { CatalogLoadStore } from "../catalogue/catalog-load-store.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { CauseFactsStore } from "./cause-facts.ts";

const hourMs = 3_600_000;
const ws = "ws_a";
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 4 });
  await pool.query("insert into workspace (id, name) values ('ws_a', 'A'), ('ws_b', 'B')");
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

describe("CauseFactsStore", () => {
  it("knows what happened between two times in one workspace, and nothing of others", async () => {
    const now = Date.now();
    const actor = (workspaceId: string) => ({ workspaceId, userId: "u", via: "command" }) as const;
    for (const [workspaceId, slug, number] of [
      [ws, "home", 8],
      [ws, "cart", 3],
      ["ws_b", "home", 5],
    ] as const)
      await appendAudit(pool, actor(workspaceId), { action: "version.live", subject: "v", detail: { slug, number } });
    for (const workspaceId of [ws, "ws_b"]) {
      await pool.query(
        `insert into product (workspace_id, id, title, category, price, sale_price, sale_from, sale_until) values
           ($1, 'p1', 'Boot', 'shoes', 5000, null, null, null), ($1, 'p2', 'Cap', 'hats', 2000, null, null, null),
           ($1, 'p3', 'Bag', 'bags', 1000, 900, now() - interval '1 hour', now() + interval '1 day'),
           ($1, 'p4', 'Sack', 'bags', 1000, 900, now() - interval '1 hour', now() + interval '1 day')`,
        [workspaceId],
      );
      await pool.query(
        `insert into live_stock (workspace_id, product_id, stock, price) values
           ($1, 'p1', 0, null), ($1, 'p2', 7, 20000), ($1, 'p3', 4, 1000)`,
        [workspaceId],
      );
      await pool.query(
        `insert into collection (workspace_id, name, embedder, dimension, metric, created_at) values
           ($1, 'catalog', 'model-2', 2, 'cosine', now() - interval '30 days')`,
        [workspaceId],
      );
      await pool.query(
        `insert into vector (workspace_id, collection, item_id, embedder, text_hash, values) values
           ($1, 'catalog', 'p1', 'model-2', 'h', '\\x00')`,
        [workspaceId],
      );
      await pool.query(
        `insert into experiment (workspace_id, id, key, name, kind, state, spec, started_at) values
           ($1, 'x1', 'ranking', 'Ranking', 'pipeline', 'running', '{}', now() - interval '2 hours')`,
        [workspaceId],
      );
    }
    const loads = new CatalogLoadStore(pool);
    const load = { id: "up_1", job: "j1", kind: "catalog", fileName: "shop.csv", rows: 200, rejected: 10 } as const;
    for (let twice = 0; twice < 2; twice++) await loads.add(ws, load);
    await loads.add(ws, { ...load, id: "up_2", kind: "stock" });
    await loads.add("ws_b", load);
    await loads.add(ws, { ...load, id: "up_4" });
    await pool.query("update catalog_load set at = $1 where id = 'up_4'", [new Date(now - 99 * hourMs)]);
    const store = new CauseFactsStore(pool);
    const facts = await store.causeFacts(ws, "home", now - 24 * hourMs, now + hourMs);
    expect(facts.versions).toEqual([{ number: 8, at: expect.any(Number) }]);
    expect(facts.loads).toEqual([{ job: "j1", at: expect.any(Number), rows: 200, rejected: 10 }]);
    expect(facts.products.map(({ at: _, ...rest }) => rest).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: "p1", title: "Boot", category: "shoes", stock: 0, price: null, priceBefore: null },
      { id: "p2", title: "Cap", category: "hats", stock: 7, price: 20000, priceBefore: 2000 },
    ]);
    expect(facts.models).toEqual([{ collection: "catalog", model: "model-2", at: expect.any(Number) }]);
    expect(facts.experiments).toEqual([{ id: "x1", key: "ranking", name: "Ranking" }]);
    expect(facts.promotions).toMatchObject([{ name: "A sale of 2 products" }]);

    const earlier = await store.causeFacts(ws, "home", now - 400 * hourMs, now - 300 * hourMs);
    expect(earlier).toEqual({ versions: [], loads: [], products: [], models: [], experiments: [], promotions: [] });
  });
});
