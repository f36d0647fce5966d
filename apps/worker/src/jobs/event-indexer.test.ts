import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { EventStore } from "@aisle/platform/events/event-store";
import { type JobQueue, openJobQueue } from "@aisle/platform/queue/job-queue";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Workspaces } from "../capabilities.ts";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { EventIndexer } from "./event-indexer.ts";
import { indexEventsJob } from "./index-jobs.ts";
import type { JobDeps } from "./job-deps.ts";

let home: TestHome;
let queue: JobQueue<AisleJobs>;
let deps: JobDeps;
let indexer: EventIndexer;

beforeAll(async () => {
  home = await testHome();
  queue = openJobQueue<AisleJobs>({ databaseUrl: home.environment.databaseUrl });
  const workspaces = new Workspaces(home.environment, home.pool);
  deps = { pool: home.pool, queue, workspaces } as JobDeps;
  indexer = new EventIndexer(deps, (error) => {
    throw error;
  });
});
afterAll(async () => {
  await queue?.close();
  await deps?.workspaces.close();
  await home?.remove();
});

let events = 0;
const append = () =>
  new EventStore(home.pool).append(testWorkspace, [
    {
      messageId: `m${events++}`,
      at: Date.now(),
      type: "track",
      payload: {},
      interactions: [{ productId: "p", kind: "view", quantity: 1 }],
    },
  ]);
const queued = async () => (await queue.list(50, ["waiting", "delayed"])).filter((job) => job.name === "index-events");
const runJob = async () => {
  const context = { id: "1", attempt: 1, signal: new AbortController().signal, progress: async () => undefined };
  await indexEventsJob(deps)({ workspaceId: testWorkspace }, context as never);
};

it("queues nothing without events, and one job however long it waits and however much comes", async () => {
  await indexer.poll();
  expect(await queued()).toHaveLength(0);
  for (let minute = 0; minute < 4; minute++) {
    await append();
    await Promise.all([indexer.poll(), indexer.poll()]);
    expect(await queued()).toHaveLength(1);
  }
});

it("queues the next job once the last has counted, and only when something came", async () => {
  const [first] = await queued();
  await runJob();
  await queue.cancel(first!.id);
  await indexer.poll();
  expect(await queued()).toHaveLength(0);
  await append();
  await indexer.poll();
  const [second] = await queued();
  expect(second?.id).not.toBe(first!.id);
});

it("counts in every other workspace when it cannot read what one has", async () => {
  const asked = new Set<string>();
  const workspaces = {
    ids: async () => ["ws_broken", testWorkspace, "ws_also_broken"],
    artefacts: {
      newestOf: async (workspaceId: string, name: string) => {
        asked.add(workspaceId);
        if (workspaceId !== testWorkspace) throw new Error(`${workspaceId} cannot be read`);
        return deps.workspaces.artefacts.newestOf(workspaceId, name);
      },
    },
  };
  for (const { id } of await queued()) await queue.cancel(id);
  await append();
  const beside = new EventIndexer({ ...deps, workspaces } as unknown as JobDeps, () => undefined);
  await expect(beside.poll()).rejects.toThrow("ws_broken cannot be read");
  expect([...asked]).toEqual(["ws_broken", testWorkspace, "ws_also_broken"]);
  expect(await queued()).toHaveLength(1);
});
