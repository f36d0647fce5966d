import { setTimeout as sleep } from "node:timers/promises";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { TestShop } from "../test-shop.ts";
import { startJobs } from "./job-process.ts";

let home: TestHome;
let shop: TestShop;
let running: Awaited<ReturnType<typeof startJobs>>;
let offsetMs = 20_000;

beforeAll(async () => {
  home = await testHome();
  shop = new TestShop(home.pool);
  // Half of the lock of a job is 15 s: a worker so far ahead would take jobs that others are at.
  running = await startJobs(home.environment, { clock: { now: () => Date.now() + offsetMs, everyMs: 100 } });
});
afterAll(async () => {
  await running?.stop();
  await shop?.close();
  await home?.remove();
});

it("takes no jobs while its clock is wrong by more than half a lock, says so, and takes them when it is right", async () => {
  const prisma = createPrismaClient(home.pool);
  const queue = openJobQueue<AisleJobs>({ databaseUrl: home.environment.databaseUrl });
  const version = await shop.addVersion("clock", rankGraph());
  const publish = { workspaceId: testWorkspace, slug: "clock", ...version };
  const first = await queue.add("publish", publish);
  await sleep(1500);
  expect((await queue.get(first))?.state).toBe("waiting");
  const [row] = await new ProcessStatusStore(prisma).list("jobs");
  expect(row?.detail).toMatchObject({ takesJobs: false, clockAheadMs: expect.closeTo(20_000, -3) });
  offsetMs = 0;
  await expect.poll(async () => (await queue.get(first))?.state, { timeout: 20_000 }).toBe("completed");
  offsetMs = -20_000;
  // The queue's client may be waiting for a next job already; it looks up after five seconds.
  await sleep(7000);
  const second = await queue.add("publish", publish);
  await sleep(1500);
  expect((await queue.get(second))?.state).toBe("waiting");
  offsetMs = 0;
  await expect.poll(async () => (await queue.get(second))?.state, { timeout: 20_000 }).toBe("completed");
  await queue.close();
  await prisma.$disconnect();
}, 90_000);
