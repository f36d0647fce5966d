import { updateBandit } from "@aisle/app/experiments/bandit/update-bandit";
import { foldExperiment } from "@aisle/app/experiments/fold/fold-experiment";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { foldableExperiments } from "@aisle/platform/experiments/foldable-experiments";
import { PostgresFoldSource } from "@aisle/platform/experiments/postgres-fold-source";
import { takePending } from "@aisle/platform/experiments/take-pending";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import type { Json } from "@aisle/runtime/json";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

/** Folds what is new into the sums of a workspace's experiments, and reads them; bandits split by what was read. `secret` makes the tokens of the decision log. */
export function foldExperimentsJob(
  { pool, workspaces, experiments: records }: Pick<JobDeps, "pool" | "workspaces" | "experiments">,
  secret: string,
): JobHandlers<AisleJobs>["fold-experiments"] {
  return async ({ workspaceId, experimentId }, job) => {
    const progress = throttled(job.progress);
    await takePending(pool, workspaceId, job.signal);
    const experiments = await foldableExperiments(pool, workspaceId, Date.now(), experimentId);
    const timeZone = await workspaceTimeZone(pool, workspaceId);
    const folded: { [experiment: string]: Json } = {};
    for (const [i, experiment] of experiments.entries()) {
      const source = new PostgresFoldSource({ pool, blobs: workspaces.blobs, secret, workspaceId, experiment });
      const report = await foldExperiment(source, experiment, {
        timeZone,
        signal: job.signal,
        onProgress: (rows) =>
          progress(i / experiments.length, `${experiment.key}: ${rows.toLocaleString("en")} decisions and events`),
        onStored: () => void job.advanced().catch(() => undefined),
      });
      if (report === undefined) {
        folded[experiment.key] = "folded by another job";
        continue;
      }
      const isMoved = await updateBandit(records, { ...experiment, workspaceId }, report.reading, Date.now());
      const { decisions, events } = report;
      folded[experiment.key] = { decisions, events, ...(isMoved ? { weights: "changed" } : {}) };
    }
    return { folded };
  };
}
