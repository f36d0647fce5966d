import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";

const count = 400;

let jobs: TestJobs;

beforeAll(async () => {
  jobs = await startTestJobs();
  const products = Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    title: `Sleeping bag ${i} for ${i} nights`,
  }));
  await jobs.shop.catalogue.upsert(testWorkspace, products);
});
afterAll(() => jobs?.stop());

const vectors = async () =>
  (await jobs.home.pool.query<{ n: number }>("select count(*)::int as n from vector")).rows[0]!.n;

it("goes on with an index after every connection to the database ended in the middle of it", async () => {
  const jobId = await jobs.queue.add("index-catalogue", { workspaceId: testWorkspace });
  await vi.waitFor(async () => expect(await vectors()).toBeGreaterThan(0), { timeout: 60_000, interval: 20 });
  // As a restart of the server does: also the connection that holds the lock of the index, on which nothing runs.
  await jobs.home.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const there = await vectors();
  expect(there).toBeLessThan(count);
  const job = await vi.waitFor(() => jobs.ended(jobId), { timeout: 60_000, interval: 200 });
  expect(job.state).toBe("completed");
  expect(await vectors()).toBe(count);
}, 150_000);
