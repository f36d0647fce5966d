import type { DecisionEvents } from "@aisle/contracts/decision-events";
import type { DecisionSamples } from "@aisle/contracts/decision-sample";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { WorkerCalls } from "../runs/worker-calls.ts";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";

export interface ReplaysPorts {
  readonly records: Pick<PipelineRecords, "find" | "endpoints" | "version">;
  readonly decisionSamples: DecisionSamples;
  readonly decisionEvents: DecisionEvents;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
  readonly worker: Pick<WorkerCalls, "replay">;
}
