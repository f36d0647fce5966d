import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { Jobs } from "@aisle/contracts/job";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { PeopleNames } from "../access/person.ts";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";
import type { WorkerCalls } from "../runs/worker-calls.ts";

export interface VersionsPorts {
  readonly records: PipelineRecords;
  readonly experiments: Pick<ExperimentRecords, "find" | "active">;
  readonly people: PeopleNames;
  readonly jobs: Jobs<AisleJobs>;
  readonly worker: Pick<WorkerCalls, "answerSample">;
  readonly newId: (prefix: string) => string;
}
