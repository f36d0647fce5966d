import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { WorkerCalls } from "./worker-calls.ts";

export interface RunsPorts {
  readonly records: Pick<PipelineRecords, "find">;
  readonly worker: Pick<WorkerCalls, "why" | "sample" | "near" | "tryField">;
}
