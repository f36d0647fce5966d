import type { Pipeline } from "@aisle/contracts/pipeline";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";

/** A pipeline of the caller's workspace; throws `pipeline.not-found`. */
export async function findPipeline(
  { records }: { readonly records: Pick<PipelineRecords, "find"> },
  caller: Caller,
  pipelineId: string,
): Promise<Pipeline> {
  const pipeline = await records.find(caller.workspaceId, pipelineId);
  if (pipeline === undefined) throw pipelineGone(pipelineId);
  return pipeline;
}

export function pipelineGone(pipelineId: string): AisleError {
  return new AisleError("pipeline.not-found", "There is no such pipeline.", { pipelineId });
}
