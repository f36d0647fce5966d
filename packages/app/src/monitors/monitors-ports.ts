import type { MonitorRecords } from "@aisle/contracts/monitor-records";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";

export interface MonitorsPorts {
  readonly monitors: MonitorRecords;
  readonly records: Pick<PipelineRecords, "endpoints" | "version" | "versions">;
  readonly registries: Registries;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
}
