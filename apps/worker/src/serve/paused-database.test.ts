import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@aisle/platform/files/free-port";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { migrate } from "@aisle/platform/postgres/migrate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { templateGraph } from "../test-search.ts";
import { callEndpoint } from "../test-serving.ts";
import { TestShop } from "../test-shop.ts";
import { startServing } from "./serving-process.ts";

let folder: string;
let database: EmbeddedPostgres;
let home: TestHome;
let shop: TestShop;
let serving: Awaited<ReturnType<typeof startServing>>;
let key: string;
const stopped: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-pause-"));
  await chmod(folder, 0o755);
  database = await startEmbeddedPostgres({ dir: join(folder, "postgres"), port: await freePort() });
  const url = await database.ensureDatabase("aisle");
  await migrate(url);
  home = await testHome(url);
  shop = new TestShop(url, home.pool);
  key = await shop.key();
  await shop.catalogue.upsert(testWorkspace, [{ id: "p1", title: "Tent", stock: 3 }]);
  await shop.activate("again", templateGraph("buy-it-again"));
  serving = await startServing(home.environment);
}, 120_000);
afterAll(async () => {
  resume();
  await serving?.stop();
  await shop?.close();
  await home?.remove();
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Stops the server's own processes of this database, as a machine that hangs does: connections stay open and say nothing. */
async function pause(): Promise<void> {
  const { rows } = await home.pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where pid <> pg_backend_pid()",
  );
  for (const pid of [database.pid, ...rows.map((row) => row.pid)]) {
    process.kill(pid, "SIGSTOP");
    stopped.push(pid);
  }
}
function resume(): void {
  for (const pid of stopped.splice(0)) process.kill(pid, "SIGCONT");
}
let shopper = 0;
const call = async () => {
  const started = performance.now();
  // Each a shopper of its own, so that each history has to be read.
  const answer = await callEndpoint(home.url, "again", { shopperId: `s_${shopper++}` }, key);
  return { ...answer, ms: performance.now() - started };
};
const health = async () => (await (await fetch(`${home.url}/health`)).json()) as { status: string; problems: object[] };

it("answers by fallbacks while the database hangs, after one time-out, and reads again when it goes on", async () => {
  expect((await call()).status).toBe(200);
  await pause();
  const first = await call();
  expect(first.status).toBe(200);
  expect(first.ms).toBeLessThan(1900);
  const next = [];
  for (let i = 0; i < 10; i++) next.push(await call());
  expect(next.map(({ status }) => status)).toEqual(next.map(() => 200));
  expect(Math.max(...next.map(({ ms }) => ms))).toBeLessThan(500);
  expect((await health()).problems).toContainEqual({
    part: "dependencies",
    message: expect.stringContaining("The database"),
  });
  const unknownKey = await callEndpoint(home.url, "again", {}, `aisle_live_${"n".repeat(43)}`);
  expect([unknownKey.status, unknownKey.body.error.code]).toEqual([503, "database.unavailable"]);
  expect(JSON.stringify(unknownKey.body)).not.toMatch(/127\.0\.0\.1|:\d{4}/);
  resume();
  const statusAfterCall = async () => {
    await call();
    return (await health()).status;
  };
  await expect.poll(statusAfterCall, { timeout: 15_000, interval: 300 }).toBe("ok");
  expect((await call()).status).toBe(200);
}, 60_000);
