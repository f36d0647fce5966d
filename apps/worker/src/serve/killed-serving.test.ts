import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { type TestHome, testHome } from "../test-home.ts";
import { callEndpoint } from "../test-serving.ts";
import { TestShop } from "../test-shop.ts";

const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const text = JSON.stringify({ items: ["a", "b", "c"].map((id) => ({ id })) });

let home: TestHome;
let shop: TestShop;
let key: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  home = await testHome();
  shop = new TestShop(home.pool);
  key = await shop.key();
  await shop.activate("rank", rankGraph());
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await shop?.close();
  await home?.remove();
});

/** The built worker as the supervisor starts it; resolves when it says that it is ready. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, "serve"], {
    env: { ...process.env, ...home.variables },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.push(child);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ready = once(child, "message").then(([message]) => expect(message).toBe("ready"));
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`the worker ended: ${said}`)));
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, "exit");
  child.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
}

/** Sends requests over persistent connections until the worker is gone; gives the decisions of whole answers. */
async function callUntilGone(connections: number): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ids: string[] = [];
  const callOnce = () =>
    new Promise<boolean>((resolve) => {
      const sent = httpRequest(`${home.url}/v1/rank`, {
        agent,
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}`, "content-length": text.length },
      });
      sent.on("response", (response) => {
        // The header leaves with the answer: who has read it has been answered.
        const id = response.headers["x-aisle-decision"];
        if (response.statusCode === 200 && typeof id === "string") ids.push(id);
        response.on("error", () => resolve(false));
        response.on("end", () => resolve(true));
        response.resume();
      });
      sent.on("error", () => resolve(false));
      sent.end(text);
    });
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (await callOnce());
    }),
  );
  agent.destroy();
  return ids;
}

it("loses no answered decision when it is killed, however often", async () => {
  const writer = new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") });
  const answered: string[] = [];
  for (const aliveMs of [300, 700]) {
    const child = await startWorker();
    const calls = callUntilGone(10);
    await sleep(aliveMs);
    if (aliveMs > 500) await writer.drain();
    await ended(child, "SIGKILL");
    answered.push(...(await calls));
  }
  await writer.drain();
  const { rows } = await home.pool.query<{ id: string }>("select id from decision");
  const stored = new Set(rows.map((row) => row.id));
  expect(stored.size).toBe(rows.length);
  expect(answered.length).toBeGreaterThan(100);
  expect(answered.filter((id) => !stored.has(id))).toEqual([]);
  expect(await readdir(join(home.environment.home, "spool"))).toEqual([]);
}, 60_000);

it("ends in good order when it is asked to: with 0, its row and its spool gone", async () => {
  const prisma = createPrismaClient(home.pool);
  const store = new ProcessStatusStore(prisma);
  const child = await startWorker();
  const { body } = await callEndpoint(home.url, "rank", text, key);
  expect((await store.list("serve")).map((row) => row.pid)).toContain(child.pid);
  expect(await ended(child, "SIGTERM")).toBe(0);
  expect((await store.list("serve")).map((row) => row.pid)).not.toContain(child.pid);
  await prisma.$disconnect();
  await new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") }).drain();
  const { rows } = await home.pool.query("select id from decision where id = $1", [body.decisionId]);
  expect(rows).toHaveLength(1);
}, 30_000);

it("says in one line what is wrong with its environment", async () => {
  const child = spawn(process.execPath, [program, "serve"], {
    env: { ...process.env, ...home.variables, AISLE_INTERNAL_TOKEN: "short", AISLE_WORKER_PORT: "none" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(1);
  expect(said).toMatch(/^AISLE_WORKER_PORT: .*AISLE_INTERNAL_TOKEN: at least 32 characters.*\n$/);
});
