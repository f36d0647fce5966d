import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Caller } from "../access/caller.ts";
import { pipelineGone } from "../pipelines/find-pipeline.ts";
import type { AboutPipeline } from "./drafts-shapes.ts";

/** What an open canvas says of a pipeline besides its graph; throws `pipeline.not-found`. */
export async function aboutPipeline(
  { records }: { readonly records: Pick<PipelineRecords, "listed"> },
  caller: Caller,
  pipelineId: string,
): Promise<AboutPipeline> {
  const pipeline = await records.listed(caller.workspaceId, pipelineId);
  if (pipeline === undefined) throw pipelineGone(pipelineId);
  const { name, slug, live } = pipeline;
  return { name, slug, live };
}
