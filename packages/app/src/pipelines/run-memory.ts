import { AisleError } from "@aisle/runtime/errors";
import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { LRUCache } from "lru-cache";
import { approximateBytes } from "./approximate-bytes.ts";

/** A preview run as the serving process stores it: whole values, not the cut ones that previews show. */
export interface StoredRun {
  readonly id: string;
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly revision: number;
  readonly graph: Graph;
  readonly request: JsonObject;
  readonly steps: readonly StepRecord[];
  /** By `node.port`; ports that gave nothing are absent. */
  readonly values: ReadonlyMap<string, unknown>;
}

const maxRuns = 48;
const maxOfPipeline = 8;
/** Of all runs together: an eighth of the heap of the thread in which drafts run. */
const maxBytes = 64 * 2 ** 20;

/**
 * The last preview runs of this serving process, for whatever looks at their data afterwards: running from a node on, why a
 * product stands where it stands, pins, neighbours of a vector, what an expression gives. Values never come from a client: it
 * names a run, and this memory has it or says `run.gone`. Versions that serve do not know it.
 */
export class RunMemory {
  readonly #runs: LRUCache<string, StoredRun>;

  constructor(bytes: number = maxBytes) {
    this.#runs = new LRUCache({
      max: maxRuns,
      maxSize: bytes,
      sizeCalculation: ({ request, graph, steps, values }) => approximateBytes([request, graph, steps, values]),
    });
  }

  /** A run that alone is larger than the memory is not stored. */
  store(run: StoredRun): void {
    this.#runs.set(run.id, run);
    // From the one that was looked at last to the one that was not looked at for longest.
    const ofPipeline = [...this.#runs.values()].filter(({ pipelineId }) => pipelineId === run.pipelineId);
    for (const { id } of ofPipeline.slice(maxOfPipeline)) this.#runs.delete(id);
  }

  /** The run, `undefined` when it is no longer stored or is another pipeline's. */
  find(workspaceId: string, pipelineId: string, runId: string): StoredRun | undefined {
    const run = this.#runs.get(runId);
    return run?.workspaceId === workspaceId && run.pipelineId === pipelineId ? run : undefined;
  }

  /** The run; throws `run.gone`. */
  get(workspaceId: string, pipelineId: string, runId: string): StoredRun {
    const run = this.find(workspaceId, pipelineId, runId);
    if (run === undefined) throw new AisleError("run.gone", "The data of this run is no longer stored.", { runId });
    return run;
  }
}
