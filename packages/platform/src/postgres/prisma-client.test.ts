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

it("gives and stores the times that they are on a database of another time zone, as SQL beside it does", async () => {
  const own = await testDatabase();
  const name = new URL(own.url).pathname.slice(1);
  await pool.query(`alter database "${name}" set timezone = 'Asia/Kolkata'`);
  const url = new URL(own.url);
  url.searchParams.set("options", "-c lock_timeout=4321");
  for (const address of [own.url, url.href]) {
    const there = createPool(address, { max: 1 });
    const prisma = createPrismaClient(there);
    try {
      const at = new Date("2026-03-29T01:30:00.000Z");
      const id = `ws_${address.length}`;
      await prisma.workspace.create({ data: { id, name: "A", createdAt: at } });
      const stored = "select extract(epoch from created_at)::float8 as at from workspace where id = $1";
      expect((await there.query(stored, [id])).rows).toEqual([{ at: at.getTime() / 1000 }]);
      const moved = "update workspace set created_at = '2026-03-29T12:00:00+02:00' where id = $1";
      await there.query(moved, [id]);
      const read = await prisma.workspace.findUniqueOrThrow({ where: { id } });
      expect(read.createdAt.toISOString()).toBe("2026-03-29T10:00:00.000Z");
      const { rows } = await there.query<{ lock_timeout: string }>("show lock_timeout");
      expect(rows[0]?.lock_timeout).toBe(address === own.url ? "0" : "4321ms");
    } finally {
      await prisma.$disconnect();
      await there.end();
    }
  }
  await own.drop();
});
