import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { Jobs } from "@aisle/contracts/job";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { ValueRecords } from "@aisle/contracts/value-records";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";
import type { ModelPrices } from "./model-prices.ts";

export interface ValuePorts {
  readonly value: ValueRecords;
  readonly experiments: ExperimentRecords;
  readonly records: PipelineRecords;
  readonly registries: Registries;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
  readonly jobs: Jobs<AisleJobs>;
  readonly modelPrices: ModelPrices;
  readonly newId: (prefix: string) => string;
}
