import { afterAll, beforeAll, expect, it } from "vitest";
import { startServing } from "./serve/serving-process.ts";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { callEndpoint } from "./test-serving.ts";

/** The pools of docs/architecture.md, with their most connections; a job child's are counted once for each of the two. */
const pools: { readonly [name: string]: number } = {
  "aisle serve": 6,
  "aisle serve reads": 6,
  "aisle serve events": 4,
  "aisle serve health": 1,
  "aisle jobs": 8,
  "aisle job": 16,
};
/** What listens, what loads artifacts in a thread, the queue's own connections, and the test itself. */
const others: ReadonlySet<string> = new Set(["aisle listen", "aisle artefacts", "aisle", "aisle:qe", "aisle test"]);

let jobs: TestJobs;
let serving: Awaited<ReturnType<typeof startServing>>;

beforeAll(async () => {
  jobs = await startTestJobs();
  serving = await startServing(jobs.home.environment);
});
afterAll(async () => {
  await serving?.stop();
  await jobs?.stop();
});

it("holds the documented pools in each process while it works, and none for Prisma alone", async () => {
  const key = await jobs.shop.key();
  const version = await jobs.shop.addVersion("rank", rankGraph());
  const published = await jobs.run("publish", { workspaceId: testWorkspace, slug: "rank", ...version });
  expect(published.state).toBe("completed");
  const call = () => callEndpoint(jobs.home.url, "rank", { items: [{ id: "a", score: 1 }] }, key);
  await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200);
  await fetch(`${jobs.home.url}/health`);
  // Keys that nobody has are looked up in the database: more of them at once than the pool has connections.
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      callEndpoint(jobs.home.url, "rank", {}, `aisle_live_${String(i).padStart(49, "x")}`),
    ),
  );
  const { rows } = await jobs.home.pool.query<{ name: string; connections: number }>(
    `select application_name as name, count(*)::int as connections from pg_stat_activity
     where datname = current_database() and application_name like 'aisle%' group by 1`,
  );
  const found = rows.filter(({ name }) => !others.has(name));
  expect(found.map(({ name }) => name).filter((name) => !(name in pools))).toEqual([]);
  for (const { name, connections } of found) expect([name, connections <= pools[name]!]).toEqual([name, true]);
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["aisle serve", "aisle serve reads", "aisle jobs"]),
  );
}, 60_000);
