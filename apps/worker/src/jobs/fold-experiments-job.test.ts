import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { experimentFold, FoldWatch } from "./fold-watch.ts";

const start = Date.now() - 3 * 86_400_000;
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "session", field: "sessionId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: [
    {
      role: "primary",
      metric: {
        id: "empty",
        name: "Empty",
        kind: "proportion",
        measure: { source: { from: "decisions", where: "decision.filled == 0" }, value: { add: "count" } },
        attribution: "unit",
        windowHours: 24,
        cupedDays: 0,
        better: "lower",
        unit: "share",
      },
    },
  ],
  method: "frequentist",
  correction: "none",
  level: 0.95,
  plannedDays: 14,
  segments: [],
};

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await startTestJobs();
  await jobs.home.pool.query(
    `insert into experiment (workspace_id, id, key, name, kind, state, spec, started_at)
     values ($1, 'e1', 'exp', 'E', 'test', 'running', $2, $3)`,
    [testWorkspace, JSON.stringify(spec), new Date(start)],
  );
});
afterAll(() => jobs.stop());

const decide = (from: number, to: number) =>
  jobs.home.pool.query(
    `insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
     select $1, 'd' || i, $2, 'u' || i, jsonb_build_object('exp', case when i % 2 = 0 then 'a' else 'b' end), 'answered', 900,
       jsonb_build_object('filled', i % 3, 'explored', 0, 'items', '[]'::jsonb, 'request', '{}'::jsonb)
     from generate_series($3::int, $4::int) as i`,
    [testWorkspace, new Date(start), from, to],
  );
const reading = async () =>
  (await jobs.home.pool.query("select reading from experiment_reading")).rows[0]?.reading as {
    readonly units: object;
    readonly metrics: readonly { readonly arms: readonly { readonly sum: number }[] }[];
  };

it("is queued where something came in, once, and reads the experiment in the job's process", async () => {
  const { pool } = jobs.home;
  const watch = new FoldWatch(
    experimentFold,
    { pool, queue: jobs.queue, workspaces: { ids: async () => [testWorkspace] } },
    (error) => {
      throw error;
    },
  );
  await decide(1, 600);
  await Promise.all([watch.poll(), watch.poll()]);
  await jobs.idle();
  const queued = (await jobs.queue.list(100)).filter(({ name }) => name === "fold-experiments");
  expect(queued.map(({ state }) => state)).toEqual(["completed"]);
  expect((await reading()).units).toEqual({ a: 300, b: 300 });
  await watch.poll();
  expect((await jobs.queue.list(100)).filter(({ name }) => name === "fold-experiments")).toHaveLength(1);
  await decide(601, 900);
  const again = await jobs.run("fold-experiments", { workspaceId: testWorkspace, experimentId: "e1" });
  expect(again).toMatchObject({ state: "completed", result: { folded: { exp: { decisions: 300 } } } });
  expect((await reading()).metrics[0]?.arms.map(({ sum }) => sum)).toEqual([150, 150]);
}, 60_000);

it("counts what comes in late after the decision as well, until the last window is over", async () => {
  const { pool } = jobs.home;
  const fold = async () => (await jobs.run("fold-experiments", { workspaceId: testWorkspace })).result;
  await pool.query("update experiment set state = 'decided', stopped_at = now()");
  await decide(901, 1000);
  expect(await fold()).toEqual({ folded: { exp: { decisions: 100, events: 0 } } });
  expect((await reading()).units).toEqual({ a: 500, b: 500 });
  await pool.query("update experiment set stopped_at = now() - interval '25 hours 1 minute'");
  await decide(1001, 1100);
  expect(await fold()).toEqual({ folded: {} });
}, 60_000);
