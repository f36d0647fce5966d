import { join } from "node:path";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { notifyJob } from "@aisle/app/jobs/notify-options";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { createPool } from "@aisle/platform/postgres/pool";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import { type JobWorkerOptions, startJobWorker } from "@aisle/platform/queue/job-worker";
import { defaultTakeOverMs } from "@aisle/platform/queue/take-over";
import { Workspaces } from "../capabilities.ts";
import type { Environment } from "../environment.ts";
import { reportProcess } from "../report-process.ts";
import { AlertWatch } from "./alert-watch.ts";
import { CollectionWatch } from "./collection-watch.ts";
import { EventIndexer } from "./event-indexer.ts";
import { ExperimentWatch } from "./experiment-watch.ts";
import { FailureWatch } from "./failure-watch.ts";
import { foldWatches } from "./fold-watch.ts";
import { type JobClock, JobGate } from "./job-clock.ts";
import type { JobDeps } from "./job-deps.ts";
import { JobRunners } from "./job-runners.ts";
import { logError } from "./log-error.ts";
import { openWorkerNotifying } from "./open-worker-notifying.ts";
import { Retention } from "./retention.ts";
import { UnfinishedPublishes } from "./unfinished-publishes.ts";
import { UnsentDeliveries } from "./unsent-deliveries.ts";
import { ValueWatch } from "./value-watch.ts";
import { watchedPublish } from "./watched-publish.ts";

/** The job role: takes jobs from the queue, and brings decisions from the spools into the database. */
export async function startJobs(
  environment: Environment,
  {
    takeOverMs = defaultTakeOverMs,
    clock = {},
  }: Pick<JobWorkerOptions, "takeOverMs"> & { readonly clock?: JobClock } = {},
): Promise<{ readonly warm: () => Promise<void>; readonly stop: () => Promise<void> }> {
  const pool = createPool(environment.databaseUrl, { max: 8, name: "aisle jobs", onError: logError });
  const prisma = createPrismaClient(pool);
  const settings = { databaseUrl: environment.databaseUrl, redisUrl: environment.redisUrl };
  const queue = openJobQueue<AisleJobs>(settings, logError);
  const workspaces = new Workspaces(environment, pool);
  const deps: JobDeps = {
    pool,
    queue,
    workspaces,
    records: new PipelineStore(prisma, pool),
    experiments: new ExperimentStore(pool),
    uploads: new UploadFolder(join(environment.home, "uploads")),
  };
  const runners = new JobRunners(environment);
  const handlers = runners.handlers();
  const writer = new DecisionWriter({ pool, directory: join(environment.home, "spool"), onError: logError });
  writer.start();
  const indexer = new EventIndexer(deps, logError);
  indexer.start();
  const collections = new CollectionWatch(deps, logError);
  collections.start();
  const folds = foldWatches(deps, logError);
  for (const watch of folds) watch.start();
  const retention = new Retention(deps, environment.retentionDays, logError);
  retention.start();
  const unfinished = new UnfinishedPublishes(deps, logError);
  const experiments = new ExperimentWatch(deps, logError);
  const value = new ValueWatch(deps, logError);
  const notifying = await openWorkerNotifying(environment, pool);
  const notifier = notifying.notifier((workspaceId, deliveryId) =>
    queue.add("notify", { workspaceId, deliveryId }, notifyJob(deliveryId)),
  );
  const alerts = new AlertWatch({ ...deps, notifier }, logError);
  const processes = new ProcessStatusStore(prisma);
  const failures = new FailureWatch({ ...deps, notifier, serving: () => processes.list("serve") }, logError);
  const unsent = new UnsentDeliveries(queue, notifying.deliveries, logError);
  const gate = new JobGate(pool, { ...clock, takeOverMs }, logError);
  await gate.watch.start();
  const worker = await startJobWorker<AisleJobs>(
    settings,
    // This process only looks after them: it hears of cancellations and keeps its locks whatever a job does.
    { ...handlers, publish: watchedPublish(handlers.publish, deps.records) },
    // A publish must not wait behind a long import.
    { concurrency: 3, paused: !gate.isOpen, takeOverMs, onError: logError },
  );
  unfinished.start();
  experiments.start();
  value.start();
  alerts.start();
  failures.start();
  unsent.start();
  gate.govern(worker);
  const reports = reportProcess(
    processes,
    "jobs",
    () => ({ clockAheadMs: gate.watch.aheadMs ?? null, takesJobs: gate.isOpen }),
    logError,
  );
  await reports.now().catch(logError);
  return {
    warm: () => runners.warm(),
    async stop() {
      const polls = [indexer, collections, ...folds, unfinished, experiments, value, alerts, unsent].map((poll) =>
        poll.stop(),
      );
      retention.stop();
      failures.stop();
      gate.watch.stop();
      await worker.close();
      await Promise.all(polls);
      await reports.stop().catch(logError);
      await runners.close();
      await writer.stop();
      await queue.close();
      await notifying.outbound.http.close();
      await workspaces.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
