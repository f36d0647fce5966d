import type { Jobs } from "@aisle/contracts/job";
import type { AisleJobs } from "./aisle-jobs.ts";

export interface JobsPorts {
  readonly jobs: Jobs<AisleJobs>;
}
