import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { compiledChildren } from "./compiled-child.ts";
import { DecisionWriter } from "./decision-writer.ts";

let database: TestDatabase;
let pool: pg.Pool;
let children: Awaited<ReturnType<typeof compiledChildren>>;
let directory: string;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  children = await compiledChildren([
    "decisions/spool.ts",
    "decisions/sample-decision.ts",
    "decisions/decision-writer.ts",
    "postgres/pool.ts",
  ]);
});
afterAll(async () => {
  await children.remove();
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "aisle-kill-"));
  await pool.query("truncate decision, decision_spool, endpoint_minute, exposure");
  return () => rmSync(directory, { recursive: true });
});

// Prints the ids whose promises have resolved: those are the answers that could have left.
const serve = `
  import { writeSync } from "node:fs";
  import { Spool } from "./decisions/spool.js";
  import { sampleDecision } from "./decisions/sample-decision.js";
  const spool = new Spool({ directory: process.argv[1], rotateBytes: 400_000 });
  async function requests() {
    for (;;) {
      const decision = sampleDecision();
      await spool.append(decision);
      writeSync(1, decision.id + "\\n");
      if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  for (let i = 0; i < 8; i++) void requests();`;

const drain = `
  import { DecisionWriter } from "./decisions/decision-writer.js";
  import { createPool } from "./postgres/pool.js";
  const [directory, url] = process.argv.slice(1);
  new DecisionWriter({ pool: createPool(url), directory, intervalMs: 1, batchBytes: 50_000 }).start();
  console.log("started");`;

async function startServing() {
  const child = children.start(serve, [directory]);
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  await once(child.stdout, "data");
  return {
    child,
    /** The ids reported before it died; a line that was cut off is none. */
    reported: () => text.slice(0, text.lastIndexOf("\n")).split("\n"),
  };
}

async function kill(child: ReturnType<typeof children.start>): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}

async function expectStoredOnce(ids: readonly string[]): Promise<void> {
  const { rows } = await pool.query<{ id: string }>("select id from decision");
  const stored = rows.map((row) => row.id);
  expect(new Set(stored).size).toBe(stored.length);
  const found = new Set(stored);
  expect(ids.filter((id) => !found.has(id))).toEqual([]);
  const counted = await pool.query("select sum(answered)::int as answered from endpoint_minute");
  expect(counted.rows).toEqual([{ answered: stored.length }]);
}

it("stores every decision whose answer could leave a process that is killed", async () => {
  const writer = new DecisionWriter({ pool, directory });
  const all: string[] = [];
  for (let round = 0; round < 4; round++) {
    const { child, reported } = await startServing();
    await sleep(100 + 100 * round);
    if (round % 2 === 0) await writer.drain();
    await kill(child);
    all.push(...reported());
  }
  await writer.drain();
  expect(all.length).toBeGreaterThan(500);
  await expectStoredOnce(all);
  expect(readdirSync(directory)).toEqual([]);
});

it("stores each decision once when the process that copies them is killed again and again", async () => {
  const { child, reported } = await startServing();
  for (let round = 0; round < 5; round++) {
    const drainer = children.start(drain, [directory, database.url]);
    await once(drainer.stdout, "data");
    await sleep(60 + 37 * round);
    await kill(drainer);
  }
  await kill(child);
  await new DecisionWriter({ pool, directory }).drain();
  expect(reported().length).toBeGreaterThan(500);
  await expectStoredOnce(reported());
  expect(readdirSync(directory)).toEqual([]);
});

it("stores each decision once when two processes copy from one directory, and are killed now and then", async () => {
  const server = await startServing();
  let servers = [server];
  let drainers = [1, 2].map(() => children.start(drain, [directory, database.url]));
  for (let round = 0; round < 4; round++) {
    await sleep(250);
    if (round === 1) {
      await kill(drainers[0]!);
      drainers = [drainers[1]!, children.start(drain, [directory, database.url])];
    }
    if (round === 2) servers = [...servers, await startServing()];
  }
  for (const { child } of servers) await kill(child);
  await expect.poll(() => readdirSync(directory), { timeout: 20_000 }).toEqual([]);
  for (const drainer of drainers) await kill(drainer);
  const reported = servers.flatMap(({ reported }) => reported());
  expect(reported.length).toBeGreaterThan(500);
  await expectStoredOnce(reported);
  const { rows } = await pool.query(
    "select (select count(*)::int from decision_rejected) as rejected, (select count(*)::int from decision_spool) as positions",
  );
  expect(rows).toEqual([{ rejected: 0, positions: 0 }]);
}, 60_000);
