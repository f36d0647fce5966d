import { getPriority } from "node:os";
import { join } from "node:path";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { type JobQueue, openJobQueue } from "@aisle/platform/queue/job-queue";
import { type JobContext, type JobWorker, startJobWorker } from "@aisle/platform/queue/job-worker";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestHome, testHome } from "../test-home.ts";
import { JobRunners } from "./job-runners.ts";
import { watchedPublish } from "./watched-publish.ts";

let home: TestHome;
let runners: JobRunners;
let worker: JobWorker;
let queue: JobQueue<AisleJobs>;
const setVersion = vi.fn(async () => undefined);

beforeAll(async () => {
  home = await testHome();
  const settings = { databaseUrl: home.environment.databaseUrl };
  queue = openJobQueue<AisleJobs>(settings);
  runners = new JobRunners(home.environment, new URL("./busy-job.fixture.mjs", import.meta.url));
  const handlers = runners.handlers();
  const publish = watchedPublish(handlers.publish, { setVersion } as never);
  worker = await startJobWorker<AisleJobs>(settings, { ...handlers, publish }, { concurrency: 2 });
});
afterAll(async () => {
  await worker?.close();
  await runners?.close();
  await queue?.close();
  await home?.remove();
});

const payload = (versionId: string) => ({ workspaceId: "ws_test", pipelineId: "p", versionId, slug: "s" });
const busy = async (id: string) =>
  vi.waitFor(async () => expect((await queue.get(id))?.progress.note).toBe("busy"), { timeout: 20_000 });
const end = (id: string) =>
  vi.waitFor(
    async () => {
      const job = (await queue.get(id))!;
      expect(job.finishedAt).toBeDefined();
      return job;
    },
    { timeout: 25_000 },
  );

it("cancels a job that keeps its processor busy, within seconds, while others run", async () => {
  const id = await queue.add("publish", payload("busy"));
  await busy(id);
  const { workspaceId } = payload("");
  // Another process: indexes and imports go on beside a publish that is held up.
  const quick = await queue.add("index-events", { workspaceId });
  expect(await end(quick)).toMatchObject({ state: "completed", result: { done: "index-events" } });
  const before = Date.now();
  expect(await queue.cancel(id)).toBe(true);
  expect((await end(id)).state).toBe("cancelled");
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(setVersion).toHaveBeenCalledWith("ws_test", "busy", {
    status: "failed",
    problems: [{ code: "prepare-failed", severity: "error", message: "Publishing was cancelled." }],
  });
  expect((await end(await queue.add("publish", payload("quick")))).state).toBe("completed");
}, 60_000);

it("begins the other jobs of a process again that was ended for a cancelled one, and counts no try", async () => {
  const waiting = await queue.add(
    "publish",
    { ...payload("waits"), slug: join(home.environment.home, "begun") },
    { attempts: 1 },
  );
  await busy(waiting);
  const id = await queue.add("publish", payload("busy"));
  await busy(id);
  await queue.cancel(id);
  expect(await end(waiting)).toMatchObject({ state: "completed", result: { done: "begun again" }, attempts: 1 });
  expect((await end(id)).state).toBe("cancelled");
}, 60_000);

it("ends the checks of a publish that stand still, and says so on the version", async () => {
  const id = await queue.add("publish", payload("busy"));
  const job = await end(id);
  expect(job).toMatchObject({ state: "failed", attempts: 1 });
  expect(job.failure).toMatch(
    /^check\.stopped: The checks were stopped: it kept its processor busy for more than 15 s/,
  );
  expect(setVersion).toHaveBeenLastCalledWith("ws_test", "busy", expect.objectContaining({ status: "failed" }));
}, 60_000);

it("leaves the processor to serving while nobody waits for a job: folds and imports come behind, publishes do not", async () => {
  const own = getPriority();
  const { workspaceId } = payload("");
  const fold = await end(await queue.add("fold-experiments", { workspaceId }));
  expect(fold.result).toMatchObject({ priority: Math.min(19, own + home.environment.jobNice) });
  expect(home.environment.jobNice).toBe(5);
  expect((await end(await queue.add("publish", payload("quick")))).result).toMatchObject({ priority: own });
  const alike = new JobRunners({ ...home.environment, jobNice: 0 }, new URL("./busy-job.fixture.mjs", import.meta.url));
  const context = { id: "j", attempt: 1, signal: new AbortController().signal } as JobContext;
  const result = alike.handlers()["index-events"]({ workspaceId }, context);
  await expect(result.finally(() => alike.close())).resolves.toMatchObject({ priority: own });
});
