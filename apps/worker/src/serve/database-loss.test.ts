import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { freePort } from "@aisle/platform/files/free-port";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { migrate } from "@aisle/platform/postgres/migrate";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { type TestHome, testHome } from "../test-home.ts";
import { type Answer, callEndpoint } from "../test-serving.ts";
import { TestShop } from "../test-shop.ts";
import { startServing } from "./serving-process.ts";

const three = { items: ["a", "b", "c"].map((id) => ({ id })) };
const neverSeen = `aisle_live_${"n".repeat(43)}`;
const patience = { timeout: 20_000, interval: 100 };

let folder: string;
let database: EmbeddedPostgres;
let home: TestHome;
let shop: TestShop;
let starting: ReturnType<typeof startServing>;
let key: string;
let writeKey: string;

// A server of its own, as durable as in use: it is killed below, and the one of the other tests must live.
const startDatabase = async (port: number) => {
  database = await startEmbeddedPostgres({ dir: join(folder, "postgres"), port });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-loss-"));
  await chmod(folder, 0o755);
  await startDatabase(await freePort());
  const url = await database.ensureDatabase("aisle");
  await migrate(url);
  home = await testHome(url);
  shop = new TestShop(home.pool);
  key = await shop.key();
  writeKey = await shop.key("write");
  await shop.activate("rank", rankGraph());
});
afterAll(async () => {
  await (await starting)?.stop();
  await shop?.close();
  await home?.remove();
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = (given = key) => callEndpoint(home.url, "rank", three, given);
const track = async (messageId: string) => {
  const response = await fetch(`${home.url}/events/v1/track`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${writeKey}` },
    body: JSON.stringify({ messageId, event: "Hello", userId: "u" }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() } as Answer;
};
const health = async () => (await fetch(`${home.url}/health`)).status;
const expectRetryLater = ({ status, headers, body }: Answer, code: string) => {
  expect([status, body.error?.code, body.error?.retryable]).toEqual([503, code, true]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
};

it("says that it is starting while there is no database, and starts by itself when there is", async () => {
  const { port } = database;
  await database.stop();
  starting = startServing(home.environment);
  await vi.waitFor(async () => expect(await health()).toBe(503), patience);
  expectRetryLater(await call(), "serving.starting");
  expectRetryLater(await track("early"), "serving.starting");
  await startDatabase(port);
  await starting;
  expect(await health()).toBe(200);
  expect((await call()).status).toBe(200);
}, 60_000);

it("goes on answering while the database is gone, refuses what needs it, and recovers by itself", async () => {
  const answered = [(await call()).body.decisionId];
  expect((await track("before")).status).toBe(200);
  const { port, pid } = database;
  process.kill(pid, "SIGKILL");
  await vi.waitFor(async () => expectRetryLater(await track("during"), "database.unavailable"), patience);
  for (let i = 0; i < 20; i++) {
    const answer = await call();
    expect(answer.status).toBe(200);
    answered.push(answer.body.decisionId);
  }
  // A key that this process has not seen must be looked up.
  expectRetryLater(await call(neverSeen), "database.unavailable");
  expect(await health()).toBe(200);

  await startDatabase(port);
  await vi.waitFor(async () => expect((await track("after")).status).toBe(200), patience);
  await vi.waitFor(async () => expect((await call(neverSeen)).body.error.code).toBe("key.invalid"), patience);
  expect((await track("during")).status).toBe(200);
  const { versionId } = await vi.waitFor(() => shop.activate("rank", rankGraph()), patience);
  await vi.waitFor(async () => expect((await call()).body.version).toBe(2), patience);

  const writer = new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") });
  await writer.drain();
  const { rows } = await home.pool.query<{ id: string }>("select id from decision");
  expect(answered.filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  const events = await home.pool.query("select message_id from event order by message_id");
  expect(events.rows.map((row) => row.message_id)).toEqual(["after", "before", "during"]);
  const stored = await home.pool.query("select version_id from decision order by at desc limit 1");
  expect(stored.rows).toEqual([{ version_id: versionId }]);
}, 90_000);
