import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
let writeKey: string;
const stopped: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-pause-"));
  await chmod(folder, 0o755);
  database = await startEmbeddedPostgres({ dir: join(folder, "postgres"), port: await freePort() });
  const url = await database.ensureDatabase("aisle");
  await migrate(url);
  home = await testHome(url);
  shop = new TestShop(home.pool);
  key = await shop.key();
  writeKey = await shop.key("write");
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
  const client = await home.pool.connect();
  try {
    // First the one that makes others: a connection that is opened meanwhile would go on.
    stop(database.pid);
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    for (const { pid } of rows) stop(pid);
  } finally {
    client.release();
  }
}
function stop(pid: number): void {
  process.kill(pid, "SIGSTOP");
  stopped.push(pid);
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
const sendEvents = async (batch: readonly object[]) => {
  const started = performance.now();
  const response = await fetch(`${home.url}/events/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${writeKey}`, "content-type": "application/json" },
    body: JSON.stringify({ batch }),
  });
  const body = (await response.json()) as { accepted?: number; duplicates?: number; error?: { code: string } };
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body,
    ms: performance.now() - started,
  };
};
const viewed = (id: string, daysAgo = 0) => ({
  type: "track",
  event: "Product Viewed",
  messageId: id,
  userId: "u1",
  timestamp: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
  properties: { product_id: "p1" },
});
const refused = (id: string) => ({ ...viewed(id), userId: null });
const health = async () => (await (await fetch(`${home.url}/health`)).json()) as { status: string; problems: object[] };

it("says at once that the database hangs, before any request has met it", async () => {
  const timedHealth = async () => {
    const started = performance.now();
    const { problems } = await health();
    return { problems, ms: performance.now() - started };
  };
  expect((await health()).status).toBe("ok");
  await pause();
  await sleep(1000);
  const away = { part: "dependencies", message: expect.stringContaining("The database") };
  const first = await timedHealth();
  expect(first.problems).toContainEqual(away);
  expect(first.ms).toBeLessThan(3000);
  for (let i = 0; i < 10; i++) {
    const next = await timedHealth();
    expect(next.problems).toContainEqual(away);
    // Known: nothing is waited for, whether a check runs or not; the rest is the machine's.
    expect(next.ms).toBeLessThan(1500);
    await sleep(150);
  }
  resume();
  await expect.poll(async () => (await health()).status, { timeout: 15_000, interval: 200 }).toBe("ok");
}, 60_000);

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

it("answers events in time while the database hangs, and has each once when they are sent again", async () => {
  expect((await sendEvents([viewed("before")])).status).toBe(200);
  await pause();
  // A day without a partition yet, a known one, and one with an event that is refused; more at once than there are connections.
  const batches = [[viewed("old", 3)], [viewed("a")], [viewed("b"), refused("c")]];
  for (let i = 0; i < 6; i++) batches.push([viewed(`more-${i}`)]);
  const answers = await Promise.all(batches.map(sendEvents));
  for (const { status, retryAfter, body, ms } of answers) {
    expect([status, body.error?.code]).toEqual([503, "database.unavailable"]);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(ms).toBeLessThan(4000);
  }
  // Known by now: nobody waits in vain again.
  const next = await sendEvents([viewed("a")]);
  expect(next.status).toBe(503);
  expect(next.ms).toBeLessThan(1000);
  resume();
  for (const batch of batches)
    await expect
      .poll(async () => (await sendEvents(batch)).status, { timeout: 15_000, interval: 200 })
      .toBe(batch.length > 1 ? 207 : 200);
  const { rows } = await home.pool.query<{ id: string; n: number }>(
    "select message_id as id, count(*)::int as n from event group by 1 union all select event->>'messageId', count(*)::int from event_dead_letter group by 1",
  );
  const ids = [...batches.flat().map(({ messageId }) => messageId), "before"];
  expect(new Map(rows.map(({ id, n }) => [id, n]))).toEqual(new Map(ids.map((id) => [id, 1])));
}, 90_000);
