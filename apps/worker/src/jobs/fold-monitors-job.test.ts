import { hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import { MonitorReadings } from "@aisle/platform/monitors/monitor-readings";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { FoldWatch, monitorFold } from "./fold-watch.ts";

const hour = 3_600_000;
const to = Math.floor(Date.now() / hour) * hour;

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await startTestJobs();
  // Five weeks of an event that then stops: what folds of before have stored.
  for (let at = to - 40 * 24 * hour; at < to - 24 * hour; at += hour) {
    const of = { kind: "events", name: "product clicked", at } as const;
    const sketches = HourSketches.of(of);
    sketches.rows = 32;
    await jobs.home.pool.query("insert into monitor_hour values ($1, $2, $3, $4, $5, $6)", [
      testWorkspace,
      of.kind,
      of.name,
      new Date(at),
      sketches.rows,
      hourToBytes(sketches),
    ]);
  }
});
afterAll(() => jobs.stop());

it("is queued by itself, folds what came in, and says once an hour that something stopped", async () => {
  const { pool } = jobs.home;
  await pool.query("select ensure_day_partitions('event', array[$1::date])", [new Date(to)]);
  await pool.query(
    `insert into event (workspace_id, message_id, at, type, name, payload)
     select $1, 'm' || i, $2, 'track', 'Product Viewed', '{"properties": {"position": 3}}' from generate_series(1, 40) as i`,
    [testWorkspace, new Date(to - hour)],
  );
  const watch = new FoldWatch(
    monitorFold,
    { pool, queue: jobs.queue, workspaces: { ids: async () => [testWorkspace] } },
    (error) => {
      throw error;
    },
  );
  await Promise.all([watch.poll(), watch.poll()]);
  await jobs.idle();
  const [job, ...others] = (await jobs.queue.list(100)).filter(({ name }) => name === "fold-monitors");
  expect(others).toEqual([]);
  expect(job).toMatchObject({ state: "completed", result: { folded: { decisions: 0, events: 40 } } });
  const readings = await new MonitorReadings(pool).list(testWorkspace);
  expect(readings.map(({ name, rows }) => [name, rows])).toEqual([
    ["product clicked", 0],
    ["product viewed", 40],
  ]);
  expect(readings[0]?.findings).toMatchObject([
    {
      monitor: "volume",
      kind: "no-traffic",
      since: to - 24 * hour,
      statement: "Nothing came in; 768 events are usual.",
    },
  ]);
  const again = await jobs.run("fold-monitors", { workspaceId: testWorkspace });
  expect(again).toMatchObject({ state: "completed", result: { folded: { decisions: 0, events: 0 } } });
  expect(again.result).not.toHaveProperty("findings");
}, 60_000);
