import { type ChildProcess, fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { fiveStepGraph } from "./serving/five-step-graph.ts";
import { loadInProcess } from "./serving/load-in-process.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const data = "../shared/data/bench-five-step";
const handwrittenPort = 4399;
const handwrittenKey = "hand";

/**
 * The five-step flow of a live endpoint (key, schema, decision log on) against a hand-written Fastify handler, in alternating
 * rounds of 50 connections from a separate process. Aisle's round ends when its log is in the database. Then the same flow with a
 * running experiment of two arms against without, in alternating rounds. Options: `--rounds N` (3), `--seconds N` (8).
 */
export async function bench(args: string[]) {
  const option = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const rounds = option("--rounds", 3);
  const forMs = option("--seconds", 8) * 1000;
  const { request, answer } = readFlow();
  const aisle = await startAisle();
  const handwritten = await startHandwritten();
  const database = new pg.Client({ connectionString: aisle.databaseUrl });
  try {
    await database.connect();
    const key = await aisle.publish("five-step", fiveStepGraph);
    const ours = { url: `${aisle.workerUrl}/v1/five-step`, key, bodies: [request] };
    const theirs = { url: `http://127.0.0.1:${handwrittenPort}/v1/five-step`, key: handwrittenKey, bodies: [request] };
    for (const server of [ours, theirs]) await checkAnswer(server.url, server.key, request, answer);
    for (const server of [ours, theirs]) await loadInProcess({ ...server, connections: 50, forMs: 2000 });
    await drained(database, 0);
    const ratios: number[] = [];
    const rates: number[] = [];
    const times: { p50Ms: number; p99Ms: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = await count(database);
      const started = performance.now();
      const result = await loadInProcess({ ...ours, connections: 50, forMs });
      if (result.errors > 0) throw new Error(`${result.errors} errors from Aisle`);
      await drained(database, before + result.requests);
      const rate = (result.requests * 1000) / (performance.now() - started);
      const yardstick = await loadInProcess({ ...theirs, connections: 50, forMs });
      const handRate = (yardstick.requests * 1000) / yardstick.elapsedMs;
      console.log(
        `round ${round + 1}: Aisle ${Math.round(rate)}/s with its log drained, by hand ${Math.round(handRate)}/s`,
      );
      ratios.push(rate / handRate);
      rates.push(rate);
      times.push(result);
    }
    const tested = await publishTested(aisle, database);
    const shoppers = Array.from({ length: 200 }, (_, i) =>
      request.replace(/"userId":\s*"[^"]*"/, `"userId":"shopper-${i}"`),
    );
    const withTest = { url: `${aisle.workerUrl}/v1/tested`, key: tested, bodies: shoppers };
    const without = { ...ours, bodies: shoppers };
    const testRatios: number[] = [];
    for (const server of [withTest, without]) await loadInProcess({ ...server, connections: 50, forMs: 2000 });
    for (let round = 0; round < rounds; round++) {
      const found: number[] = [];
      for (const server of [withTest, without]) {
        const before = await count(database);
        const started = performance.now();
        const result = await loadInProcess({ ...server, connections: 50, forMs });
        if (result.errors > 0) throw new Error(`${result.errors} errors from ${server.url}`);
        await drained(database, before + result.requests);
        found.push((result.requests * 1000) / (performance.now() - started));
      }
      console.log(
        `round ${round + 1}: ${Math.round(found[0]!)}/s with an experiment, ${Math.round(found[1]!)}/s without`,
      );
      testRatios.push(found[0]! / found[1]!);
    }
    const { rows: exposed } = await database.query(
      "select arm, count(*)::int as units from exposure group by arm order by arm",
    );
    console.log(`exposed: ${exposed.map(({ arm, units }) => `${arm} ${units}`).join(", ")}`);
    if (exposed.length !== 2) throw new Error("the experiment did not run");
    return {
      suite: "endpoint",
      figures: {
        ratioWithExperiment: median(testRatios),
        ratioToHandwritten: median(ratios),
        requestsPerSecond: Math.round(median(rates)),
        p50Ms: median(times.map((time) => time.p50Ms)),
        p99Ms: median(times.map((time) => time.p99Ms)),
        rounds,
      },
    };
  } finally {
    await database.end();
    handwritten.kill();
    await aisle.stop();
  }
}

/** The same flow under another address, with a running experiment on the number of products; returns its key. */
async function publishTested(aisle: RunningAisle, database: pg.Client): Promise<string> {
  const key = await aisle.publish("tested", fiveStepGraph);
  const { rows } = await database.query(
    "select workspace_id, pipeline_id, active_version_id from endpoint where slug = 'tested'",
  );
  const { workspace_id: workspaceId, pipeline_id: pipelineId, active_version_id: versionId } = rows[0];
  const fewer = { do: "set-field", node: "top", version: 1, path: ["count"], value: 9 };
  const arms = [
    { key: "a", name: "Ten", weight: 0.5, edits: [] },
    { key: "b", name: "Nine", weight: 0.5, edits: [fewer] },
  ];
  const spec = {
    ...{
      hypothesis: "",
      unit: { kind: "shopper", field: "userId" },
      arms,
      coverage: 1,
      metrics: [],
      method: "frequentist",
    },
    ...{ correction: "none", level: 0.95, plannedDays: 14, segments: [] },
  };
  await database.query(
    `insert into experiment (workspace_id, id, key, name, kind, state, pipeline_id, version_id, spec, started_at)
     values ($1, 'exp_bench', 'count', 'Count', 'test', 'running', $2, $3, $4, now())`,
    [workspaceId, pipelineId, versionId, JSON.stringify(spec)],
  );
  await database.query("select pg_notify('aisle_endpoints', $1)", [workspaceId]);
  const body = JSON.stringify({ userId: "u1", items: [] });
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    const response = await fetch(`${aisle.workerUrl}/v1/tested`, { method: "POST", headers, body });
    const { variant } = (await response.json()) as { variant: string };
    if (variant.startsWith("count:")) return key;
    await sleep(50);
  }
  throw new Error("the experiment is not assigned");
}

function readFlow(): { readonly request: string; readonly answer: unknown } {
  if (!existsSync(data)) return madeUpFlow();
  return {
    request: readFileSync(`${data}/request.json`, "utf8"),
    answer: JSON.parse(readFileSync(`${data}/answer.json`, "utf8")),
  };
}

/** Without the data set: 20 products of the same columns, and their answer by the definition of the flow. */
function madeUpFlow(): { readonly request: string; readonly answer: unknown } {
  const items = Array.from({ length: 20 }, (_, index) => ({
    id: `item${index}`,
    price: 5 + index * 3.5,
    stock: index % 5 === 0 ? 0 : index,
    score: ((index * 37) % 100) / 80,
    days: (index * 13) % 61,
  }));
  const ranked = items
    .filter((item) => item.stock > 0)
    .map((item) => ({ ...item, rank: item.score * Math.exp((-Math.LN2 * item.days) / 30) }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, 10);
  return { request: JSON.stringify({ userId: "u1", items }), answer: { userId: "u1", items: ranked } };
}

async function checkAnswer(url: string, key: string, body: string, expected: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body,
  });
  const { userId, items } = (await response.json()) as { userId: unknown; items: unknown };
  if (!isDeepStrictEqual({ userId, items }, expected)) throw new Error(`${url} does not give the answer of the flow`);
}

async function count(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ n: number }>("select count(*)::int as n from decision");
  return rows[0]!.n;
}

/** Waits until at least this many decisions are in the database, and no more come. */
async function drained(database: pg.Client, expectedCount: number): Promise<void> {
  for (let last = -1; ; ) {
    const now = await count(database);
    if (now >= expectedCount && (expectedCount > 0 || now === last)) return;
    last = now;
    await sleep(expectedCount > 0 ? 20 : 700);
  }
}

function startHandwritten(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("serving/handwritten-server.js", import.meta.url));
  const child = fork(script, [String(handwrittenPort), handwrittenKey]);
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(child));
    child.once("exit", () => reject(new Error("the hand-written server ended")));
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
