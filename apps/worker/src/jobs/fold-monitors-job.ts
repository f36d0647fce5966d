import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { PostgresMonitorSource } from "@aisle/platform/monitors/postgres-monitor-source";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

/** Folds what is new into the hours of a workspace's monitors. */
export function foldMonitorsJob({ pool }: Pick<JobDeps, "pool">): JobHandlers<AisleJobs>["fold-monitors"] {
  return async ({ workspaceId }, job) => {
    const progress = throttled(job.progress);
    const report = await foldMonitors(new PostgresMonitorSource(pool, workspaceId), {
      signal: job.signal,
      onProgress: (rows) => progress(0.5, `${rows.toLocaleString("en")} decisions and events`),
      onStored: () => void job.advanced().catch(() => undefined),
    });
    return report === undefined ? { folded: "by another job" } : { folded: { ...report } };
  };
}
