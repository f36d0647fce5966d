import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { streamRows } from "../events/stream-rows.ts";
import { createPool } from "./pool.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";
import { inTransaction, openConnection, withClient } from "./with-client.ts";

let database: TestDatabase;
let pool: pg.Pool;
let admin: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 1 });
  admin = createPool(database.url, { max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await admin?.end();
  await database?.drop();
});

/** Ends the connection from the server's side, as a restart of the database does, and waits until this process has noticed. */
async function cut(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await admin.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
  await ended;
  await sleep(20);
}
const works = async () => expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);

// Without a listener the loss is an uncaught exception, which fails the run.
it("outlives a connection that ends while it is checked out and nothing runs on it", async () => {
  await expect(
    withClient(pool, async (client) => {
      await cut(client);
      await client.query("select 1");
    }),
  ).rejects.toThrow();
  await works();
  // The work did not notice: the connection is still not used again.
  expect(await withClient(pool, async (client) => cut(client).then(() => "done"))).toBe("done");
  await works();
  const own = await openConnection(database.url, "test");
  await cut(own);
  await expect(own.query("select 1")).rejects.toThrow();
  await own.end();
});

it("rolls back what failed, keeps the error, and uses the connection again", async () => {
  await pool.query("create table kept (id int primary key)");
  const pid = async () => (await pool.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]!.pid;
  const before = await pid();
  const failing = inTransaction(pool, async (client) => {
    await client.query("insert into kept values (1)");
    throw new Error("mine");
  });
  await expect(failing).rejects.toThrow("mine");
  expect(await pid()).toBe(before);
  await inTransaction(pool, (client) => client.query("insert into kept values (2)"));
  expect((await pool.query("select id from kept")).rows).toEqual([{ id: 2 }]);
  const lost = inTransaction(pool, async (client) => {
    await client.query("insert into kept values (3)");
    await cut(client);
  });
  await expect(lost).rejects.toThrow();
  expect((await pool.query("select id from kept")).rows).toEqual([{ id: 2 }]);
});

it("outlives a stream of rows whose connection ends between two pages", async () => {
  const read = async () => {
    for await (const _page of streamRows(pool, "select generate_series(1, 50)", [], 10)) {
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'fetch %'");
      await sleep(100);
    }
  };
  await expect(read()).rejects.toThrow();
  await works();
});
