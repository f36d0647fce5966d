import type { Jobs } from "@aisle/contracts/job";
import type { Uploads } from "@aisle/contracts/uploads";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";

export interface ImportsPorts {
  readonly uploads: Uploads;
  readonly jobs: Jobs<AisleJobs>;
}
