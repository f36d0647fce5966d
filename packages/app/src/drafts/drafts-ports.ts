import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { PeopleNames } from "../access/person.ts";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import type { WorkerCalls } from "../runs/worker-calls.ts";
import type { DraftSummaries } from "./draft-summaries.ts";

export interface DraftsPorts {
  readonly records: PipelineRecords;
  readonly shop: ShopReads;
  readonly people: PeopleNames;
  readonly summaries: Pick<DraftSummaries, "schedule">;
  readonly worker: Pick<WorkerCalls, "check" | "run">;
  /** Calls back whenever a draft has changed, or may have; returns a function that stops it. */
  readonly watchDraft: (pipelineId: string, listener: () => void) => () => void;
  readonly newId: (prefix: string) => string;
}
