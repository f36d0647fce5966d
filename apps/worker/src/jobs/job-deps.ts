import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { UploadFolder } from "@aisle/platform/files/upload-folder";
import type { Pool } from "@aisle/platform/postgres/pool";
import type { JobQueue } from "@aisle/platform/queue/job-queue";
import type { Workspaces } from "../capabilities.ts";

/** What jobs work with. */
export interface JobDeps {
  readonly pool: Pool;
  readonly queue: JobQueue<AisleJobs>;
  readonly workspaces: Workspaces;
  readonly records: PipelineRecords;
  readonly experiments: ExperimentRecords;
  readonly uploads: UploadFolder;
}
