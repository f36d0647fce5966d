import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import type { ReplaysPorts } from "./replays-ports.ts";

/** A live version, and the draft at a revision that is held against it. */
export interface ReplaySubject {
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly revision: number;
  readonly slug: string;
  /** The address and the earlier ones, under which requests were logged. */
  readonly endpoints: readonly string[];
  readonly versionId: string;
  readonly version: number;
}

/** What is compared; throws `version.not-found` where nothing is live. */
export async function replaySubject(ports: ReplaysPorts, caller: Caller, pipelineId: string): Promise<ReplaySubject> {
  const { workspaceId } = caller;
  const { revision } = await findPipeline(ports, caller, pipelineId);
  const live = (await ports.records.endpoints(workspaceId)).find((endpoint) => endpoint.pipelineId === pipelineId);
  if (live === undefined)
    throw new AisleError("version.not-found", "No version of this pipeline is live, so nothing was logged yet.");
  const { slug, aliases, activeVersionId: versionId, activeNumber: version } = live;
  return { workspaceId, pipelineId, revision, slug, endpoints: [slug, ...aliases], versionId, version };
}
