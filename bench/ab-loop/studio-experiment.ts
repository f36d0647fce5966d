import { setTimeout as sleep } from "node:timers/promises";
import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentDetail } from "@aisle/app/experiments/experiments-shapes";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { ExperimentArm, ExperimentSpec } from "@aisle/contracts/experiment";
import type { JobQueue } from "@aisle/platform/queue/job-queue";
import type { Edit } from "@aisle/runtime/graph/edit";
import type pg from "pg";
import type { RunningAisle } from "../serving/running-aisle.ts";

const waitMs = 60_000;

/** What a bench's experiments are run with. */
export interface Laboratory {
  readonly aisle: RunningAisle;
  readonly database: pg.Client;
  readonly queue: JobQueue<AisleJobs>;
  readonly workspaceId: string;
  readonly pipelineId: string;
}

const clickThrough = builtInMetrics.find(({ metric }) => metric.id === "built-in/click-through")!.metric;

/** Two equal arms by session, read by click-through. */
export function pageSpec(edit: Edit, hypothesis: string): ExperimentSpec {
  const arm = (key: string, edits: readonly Edit[]): ExperimentArm => ({
    key,
    name: key.toUpperCase(),
    weight: 0.5,
    edits,
  });
  return {
    hypothesis,
    unit: { kind: "session", field: "sessionId" },
    arms: [arm("a", []), arm("b", [edit])],
    coverage: 1,
    metrics: [{ metric: clickThrough, role: "primary" }],
    method: "frequentist",
    correction: "none",
    level: 0.95,
    plannedDays: 14,
    segments: ["device"],
  };
}

/** Makes an experiment over the studio's API and starts it; resolves when sessions are assigned. */
export async function startExperiment(laboratory: Laboratory, key: string, spec: ExperimentSpec): Promise<string> {
  const { aisle, pipelineId } = laboratory;
  const { id } = await aisle.mutate<{ id: string }>("experiments.create", {
    key,
    name: key,
    kind: "test",
    pipelineId,
    spec,
  });
  const { jobId } = await aisle.mutate<{ jobId: string }>("experiments.start", { id });
  await aisle.job(jobId);
  const { state, problem } = await detailOf(laboratory, id);
  if (state !== "running") throw new Error(`${key} is ${state}: ${problem}`);
  return id;
}

/** Stops it, folds what was logged by its job, and gives its page; decides it, so that it is folded no more. */
export async function readOut(
  laboratory: Laboratory,
  id: string,
  expected: { readonly asked: number; readonly clicked: number; readonly key: string },
): Promise<ExperimentDetail> {
  const { aisle } = laboratory;
  await logged(laboratory, expected);
  await aisle.mutate("experiments.stop", { id, reason: "Its sessions are over." });
  for (let attempt = 0; ; attempt++) {
    const { workspaceId, queue } = laboratory;
    await aisle.job(await queue.add("fold-experiments", { workspaceId, experimentId: id }));
    const detail = await detailOf(laboratory, id);
    const units = Object.values(detail.reading?.units ?? {}).reduce((sum, count) => sum + count, 0);
    // The job of every minute may have been at it meanwhile.
    if (units === expected.asked) {
      await aisle.mutate("experiments.decide", { id, arm: null, reason: "Measured." });
      return detail;
    }
    if (attempt >= 5) throw new Error(`${expected.key}: ${units} units were read, ${expected.asked} were exposed`);
    await sleep(1_000);
  }
}

/** Waits until every decision and click of an experiment is in the database. */
async function logged(
  { database, workspaceId }: Laboratory,
  { key, asked, clicked }: { readonly key: string; readonly asked: number; readonly clicked: number },
): Promise<void> {
  for (const end = Date.now() + waitMs; ; ) {
    const { rows } = await database.query<{ decisions: number; clicks: number }>(
      `select (select count(*)::int from exposure where workspace_id = $1 and experiment = $2) as decisions,
         (select count(*)::int from event where workspace_id = $1 and message_id like $3) as clicks`,
      [workspaceId, key, `click-${key}-%`],
    );
    const { decisions, clicks } = rows[0]!;
    if (decisions >= asked && clicks >= clicked) return;
    if (Date.now() > end)
      throw new Error(`${key}: ${decisions} of ${asked} decisions and ${clicks} of ${clicked} clicks were stored`);
    await sleep(200);
  }
}

function detailOf({ aisle }: Laboratory, id: string): Promise<ExperimentDetail> {
  return aisle.query<ExperimentDetail>("experiments.get", { id });
}
