import { join } from "node:path";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { ApiKeyStore } from "@aisle/platform/access/api-key-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { createPool } from "@aisle/platform/postgres/pool";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { Workspaces } from "../capabilities.ts";
import type { Environment } from "../environment.ts";
import { demoShopJob } from "./demo-shop-job.ts";
import { demoTrafficJob } from "./demo-traffic-job.ts";
import { foldExperimentsJob } from "./fold-experiments-job.ts";
import { foldMonitorsJob } from "./fold-monitors-job.ts";
import { importExperimentJob } from "./import-experiment-job.ts";
import { importJob } from "./import-job.ts";
import { indexCatalogueJob, indexEventsJob } from "./index-jobs.ts";
import type { JobDeps } from "./job-deps.ts";
import { logError } from "./log-error.ts";
import { notifyJob } from "./notify-job.ts";
import { openWorkerNotifying } from "./open-worker-notifying.ts";
import { publishJob } from "./publish-job.ts";
import { startExperimentJob } from "./start-experiment-job.ts";

/** The jobs over connections of their own; those end with the process. */
export function openJobHandlers(environment: Environment): JobHandlers<AisleJobs> {
  const { databaseUrl, redisUrl } = environment;
  const pool = createPool(databaseUrl, { max: 8, name: "aisle job", onError: logError });
  const deps: JobDeps = {
    pool,
    queue: openJobQueue<AisleJobs>({ databaseUrl, redisUrl }, logError),
    workspaces: new Workspaces(environment, pool),
    records: new PipelineStore(createPrismaClient(pool), pool),
    experiments: new ExperimentStore(pool),
    uploads: new UploadFolder(join(environment.home, "uploads")),
  };
  let notifying: ReturnType<typeof openWorkerNotifying> | undefined;
  return {
    publish: publishJob(deps),
    "start-experiment": startExperimentJob(deps),
    import: importJob(deps),
    "import-experiment": importExperimentJob(deps),
    "index-catalogue": indexCatalogueJob(deps),
    "index-events": indexEventsJob(deps),
    "fold-experiments": foldExperimentsJob(deps, environment.internalToken),
    "fold-monitors": foldMonitorsJob(deps),
    "demo-shop": demoShopJob(deps, environment.internalToken),
    "demo-traffic": demoTrafficJob(deps, new ApiKeyStore(pool), environment),
    notify: notifyJob(() => {
      notifying ??= openWorkerNotifying(environment, pool);
      return notifying;
    }),
  };
}
