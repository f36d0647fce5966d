import type { DemoShops } from "@aisle/contracts/demo-shop";
import type { Jobs } from "@aisle/contracts/job";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";

export interface DemoShopPorts {
  readonly demoShop: DemoShops;
  readonly records: Pick<PipelineRecords, "endpoints">;
  readonly jobs: Jobs<AisleJobs>;
}
