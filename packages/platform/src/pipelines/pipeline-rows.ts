import type { Problem } from "@aisle/runtime/compile/problem";
import { type Graph, parseGraph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { Endpoint, Pipeline, Version } from "../postgres/generated/client.ts";

/** A stored pipeline as use cases see it. */
export function pipelineOf(row: Pipeline) {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    name: row.name,
    slug: row.slug,
    graph: parseGraph(row.draftGraph),
    revision: row.draftRevision,
    updatedAt: row.updatedAt,
  };
}

/** A stored version as use cases see it. */
export function versionOf(row: Version) {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    pipelineId: row.pipelineId,
    number: row.number,
    graph: parseGraph(row.graph) as Graph,
    name: row.name ?? "",
    notes: row.notes ?? "",
    status: row.status as "queued" | "checking" | "ready" | "failed",
    problems: row.problems as unknown as readonly Problem[],
    report: row.report as Json,
    publishedBy: row.publishedBy,
    draftRevision: row.draftRevision,
    createdAt: row.createdAt,
  };
}

/** A stored endpoint, `undefined` while no version answers. */
export function endpointOf(row: Endpoint) {
  if (row.activeVersionId === null) return undefined;
  return {
    workspaceId: row.workspaceId,
    slug: row.slug,
    pipelineId: row.pipelineId,
    activeVersionId: row.activeVersionId,
    updatedAt: row.updatedAt,
  };
}
