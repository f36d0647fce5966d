import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { ProcessStatus } from "@aisle/contracts/process-status";
import type { PeopleNames } from "../access/person.ts";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import type { TracePorts } from "../decisions/read-trace.ts";
import type { WorkerCalls } from "../runs/worker-calls.ts";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";

export interface EndpointsPorts extends TracePorts {
  readonly records: PipelineRecords;
  readonly decisions: DecisionReads;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
  readonly people: PeopleNames;
  readonly processes: () => Promise<readonly ProcessStatus[]>;
  readonly shop: ShopReads;
  readonly worker: Pick<WorkerCalls, "tryIt">;
  /** Where endpoints answer, such as `http://127.0.0.1:4401`. */
  readonly workerUrl: string;
}
