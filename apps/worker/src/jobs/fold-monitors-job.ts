import { alertsOf } from "@aisle/app/alerts/alerts-of";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { readWorkspace } from "@aisle/app/monitors/read/read-workspace";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { MonitorReadings } from "@aisle/platform/monitors/monitor-readings";
import { PostgresMonitorSource } from "@aisle/platform/monitors/postgres-monitor-source";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

/** Folds what is new into the hours of a workspace's monitors, and reads them once an hour. */
export function foldMonitorsJob({ pool }: Pick<JobDeps, "pool">): JobHandlers<AisleJobs>["fold-monitors"] {
  return async ({ workspaceId }, job) => {
    const progress = throttled(job.progress);
    const report = await foldMonitors(new PostgresMonitorSource(pool, workspaceId), {
      signal: job.signal,
      onProgress: (rows) => progress(0.5, `${rows.toLocaleString("en")} decisions and events`),
      onStored: () => void job.advanced().catch(() => undefined),
    });
    if (report === undefined) return { folded: "by another job" };
    const timeZone = await workspaceTimeZone(pool, workspaceId);
    const readings = await readWorkspace(new MonitorReadings(pool), workspaceId, {
      timeZone,
      now: Date.now(),
      signal: job.signal,
      onFound: (found) =>
        new AlertStore(pool).apply(workspaceId, {
          alerts: alertsOf(found),
          subjects: found.map(({ kind, name }) => ({ kind, name })),
          to: Math.max(0, ...found.map(({ window }) => window.to)),
          timeZone,
        }),
    });
    const findings = readings?.flatMap(({ kind, name, findings: found }) =>
      found.map(({ statement }) => `${kind} ${name}: ${statement}`),
    );
    return { folded: { ...report }, ...(findings === undefined ? {} : { findings }) };
  };
}
