import type pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { listen } from "./listen.ts";
import { createPool } from "./pool.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

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

it("hears notices, and re-reads and hears again after its connection was cut", async () => {
  const heard: string[] = [];
  const onConnect = vi.fn();
  const onError = vi.fn();
  const listener = listen({
    url: database.url,
    channels: ["aisle_endpoints", "aisle_drafts"],
    onNotify: (channel, payload) => heard.push(`${channel} ${payload}`),
    onConnect,
    onError,
  });
  await listener.ready;
  await pool.query("select pg_notify('aisle_endpoints', 'one'), pg_notify('other', 'no')");
  await vi.waitFor(() => expect(heard).toEqual(["aisle_endpoints one"]));

  await pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aisle listen'");
  await vi.waitFor(() => expect(onConnect).toHaveBeenCalledTimes(2), 5000);
  expect(onError).toHaveBeenCalledTimes(1);
  await vi.waitFor(async () => {
    await pool.query("select pg_notify('aisle_drafts', 'two')");
    expect(heard).toContain("aisle_drafts two");
  });
  await listener.close();
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query("select 1 from pg_stat_activity where application_name = 'aisle listen'");
    expect(rowCount).toBe(0);
  });
});

it("keeps trying while the database cannot be reached, and closes at once when asked", async () => {
  const onError = vi.fn();
  const listener = listen({
    url: "postgresql://nobody@127.0.0.1:1/none",
    channels: ["aisle_endpoints"],
    onNotify: () => undefined,
    onConnect: () => undefined,
    onError,
  });
  await vi.waitFor(() => expect(onError.mock.calls.length).toBeGreaterThan(1), 5000);
  await listener.close();
});

it("adds no listener to its own stop signal for each connection that was lost", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  let connections = 0;
  const listener = listen({
    url: database.url,
    channels: ["aisle_endpoints"],
    onNotify: () => undefined,
    onConnect: () => void connections++,
  });
  const cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aisle listen'";
  for (let lost = 0; lost < 14; lost++) {
    await vi.waitFor(() => expect(connections).toBeGreaterThan(lost), 10_000);
    await pool.query(cut);
  }
  await listener.close();
  process.off("warning", onWarning);
  expect(warnings.map(({ name }) => name)).not.toContain("MaxListenersExceededWarning");
}, 60_000);
