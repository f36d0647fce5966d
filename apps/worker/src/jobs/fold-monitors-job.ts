import { alertsOf } from "@aisle/app/alerts/alerts-of";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { explainSubject } from "@aisle/app/monitors/cause/explain-subject";
import { alarmingFigures } from "@aisle/app/monitors/cause/is-alarming";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { readWorkspace } from "@aisle/app/monitors/read/read-workspace";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { CauseFactsStore } from "@aisle/platform/monitors/cause-facts";
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
    const hours = new MonitorReadings(pool);
    const facts = new CauseFactsStore(pool);
    const reader: Parameters<typeof explainSubject>[0] = {
      hours: (...of) => hours.hours(...of),
      causeFacts: (...of) => facts.causeFacts(...of),
    };
    const timeZone = await workspaceTimeZone(pool, workspaceId);
    const readings = await readWorkspace(hours, workspaceId, {
      timeZone,
      now: Date.now(),
      signal: job.signal,
      explain: async (reading, all) => {
        if (reading.kind !== "endpoint") return [];
        const found = alarmingFigures(reading).map(({ figure }) => ({ figure, timeZone, now: Date.now() }));
        return Promise.all(found.map((options) => explainSubject(reader, workspaceId, reading, all, options)));
      },
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
