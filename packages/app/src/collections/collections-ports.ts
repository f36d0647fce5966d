import type { Jobs } from "@aisle/contracts/job";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import type { DraftSummaries } from "../drafts/draft-summaries.ts";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";

export interface CollectionsPorts {
  readonly shop: Pick<ShopReads, "collections">;
  readonly records: Pick<PipelineRecords, "list">;
  readonly jobs: Jobs<AisleJobs>;
  readonly summaries: Pick<DraftSummaries, "of">;
}
