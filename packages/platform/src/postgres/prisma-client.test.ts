import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool, type Pool } from "./pool.ts";
import { createPrismaClient } from "./prisma-client.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 2, name: "aisle shared" });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

it("opens no connection beside those of its pool, leaves the pool open, and survives lost connections", async () => {
  const prisma = createPrismaClient(pool);
  await prisma.workspace.create({ data: { id: "ws_a", name: "A" } });
  const read = () => prisma.workspace.findUnique({ where: { id: "ws_a" } });
  const raw = () => pool.query("select pg_sleep(0.02)");
  const change = () =>
    prisma.$transaction(async (tx) => tx.workspace.update({ where: { id: "ws_a" }, data: { name: "B" } }));
  await Promise.all(Array.from({ length: 12 }, () => [read(), raw(), change()]).flat());
  const { rows } = await pool.query<{ connections: number; names: string[] }>(
    `select count(*)::int as connections, array_agg(distinct application_name) as names
     from pg_stat_activity where datname = current_database()`,
  );
  expect(rows[0]).toEqual({ connections: 2, names: ["aisle shared"] });
  await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  expect((await read())?.name).toBe("B");
  await prisma.$disconnect();
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});
