import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { type JobQueue, openJobQueue } from "@aisle/platform/queue/job-queue";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";

let home: TestHome;
let queue: JobQueue<AisleJobs>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  home = await testHome();
  queue = openJobQueue<AisleJobs>({ databaseUrl: home.environment.databaseUrl });
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await queue?.close();
  await home?.remove();
});

async function startJobProcess(): Promise<void> {
  child = fork(new URL("killed-jobs.fixture.mjs", import.meta.url), {
    env: { ...process.env, ...home.variables },
    stdio: "inherit",
  });
  await once(child, "message");
}

async function killIt(): Promise<void> {
  const ended = once(child!, "exit");
  child!.kill("SIGKILL");
  await ended;
}

const productCount = async () => {
  const { rows } = await home.pool.query("select count(*)::int as n from product where workspace_id = $1", [
    testWorkspace,
  ]);
  return (rows[0] as { n: number }).n;
};

it("goes on with an import of 60,000 rows from the last stored row, however often its process is killed", async () => {
  const kills = 4;
  const good = (i: number) => `k${i},Tent number ${i},${i % 900}.50,EUR,${i % 7}`;
  const lines = Array.from({ length: 60_000 }, (_, i) =>
    // A row without a title, one that cannot be read, and a second row of an id, each a hundred times.
    i % 600 === 0 ? [good(i), `b${i},,1,EUR,1`, `k${i},short`, good(Math.max(0, i - 1))] : [good(i)],
  ).flat();
  const uploads = new UploadFolder(join(home.environment.home, "uploads"));
  const uploadId = await uploads.store(
    Readable.from([Buffer.from(`id,title,price,currency,stock\n${lines.join("\n")}\n`)]),
  );
  const id = await queue.add("import", {
    workspaceId: testWorkspace,
    kind: "catalog",
    uploadId,
    fileName: "large.csv",
    map: "{}",
  });
  for (let kill = 0; kill < kills; kill++) {
    const before = await productCount();
    await startJobProcess();
    while ((await productCount()) < before + 4000) await sleep(10);
    await killIt();
  }
  expect(await productCount()).toBeLessThan(60_000);
  await startJobProcess();
  let job = await queue.get(id);
  while (job?.finishedAt === undefined) {
    await sleep(50);
    job = await queue.get(id);
  }
  await killIt();
  expect(job).toMatchObject({ state: "completed", attempts: 1 });
  const report = (job.result as unknown as { import: ReportOf }).import;
  expect(report).toMatchObject({ read: 60_300, stored: 60_000, rejected: 300, stopped: null });
  expect(await productCount()).toBe(60_000);
  // A kill costs at most the batch under way: its rows were stored and not yet noted down.
  expect(report.counts.inserted! + report.counts.unchanged!).toBe(60_000);
  expect(report.counts.unchanged).toBeLessThanOrEqual(kills * 2000);
  const rejected = (await readFile(uploads.rejectedPath(uploadId), "utf8")).trimEnd().split("\n").slice(1);
  expect(rejected).toHaveLength(300);
  expect(new Set(rejected.map((line) => line.split(",")[0])).size).toBe(300);
  expect(existsSync(uploads.path(uploadId))).toBe(false);
}, 240_000);

interface ReportOf {
  readonly counts: { readonly [name: string]: number };
}
