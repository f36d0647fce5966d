import type { PipelineRecords } from "@aisle/app/pipelines/pipeline-records";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { FastifyRequest } from "fastify";
import type { DraftCalls } from "./draft-calls.ts";

export interface InternalRouteDeps {
  readonly records: PipelineRecords;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  /** Where drafts run: not in this thread, which answers shoppers. */
  readonly drafts: DraftCalls;
  readonly isInternal: (request: FastifyRequest) => boolean;
}
