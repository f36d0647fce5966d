import type { DraftSummary, ListedPipeline, Pipeline } from "@aisle/contracts/pipeline";
import type { ListedVersion, Version, VersionStatus } from "@aisle/contracts/version";
import type { Problem } from "@aisle/runtime/compile/problem";
import { type GraphPin, parseGraph } from "@aisle/runtime/graph/graph";
import { withPins } from "@aisle/runtime/graph/graph-pins";
import type { Json } from "@aisle/runtime/json";
import type { DraftPin, Pipeline as PipelineRow, Version as VersionRow } from "../postgres/generated/client.ts";

/** The columns of a pipeline that a list needs. */
export const listedColumns = {
  id: true,
  workspaceId: true,
  name: true,
  slug: true,
  draftRevision: true,
  draftSummary: true,
  updatedAt: true,
  aliases: { select: { slug: true }, orderBy: { slug: "asc" } },
  endpoints: { select: { active: { select: { id: true, number: true } } } },
} as const;

type ListedRow = Pick<
  PipelineRow,
  "id" | "workspaceId" | "name" | "slug" | "draftRevision" | "draftSummary" | "updatedAt"
> & {
  readonly aliases: readonly { readonly slug: string }[];
  readonly endpoints: readonly { readonly active: Pick<VersionRow, "id" | "number"> | null }[];
};

/** A stored pipeline as lists show it. */
export function listedPipelineOf(row: ListedRow): ListedPipeline {
  const active = row.endpoints[0]?.active ?? undefined;
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    name: row.name,
    slug: row.slug,
    aliases: row.aliases.map(({ slug }) => slug),
    revision: row.draftRevision,
    updatedAt: row.updatedAt,
    live: active === undefined ? null : { versionId: active.id, number: active.number },
    ...(row.draftSummary === null ? {} : { summary: row.draftSummary as unknown as DraftSummary }),
  };
}

/** A stored pipeline with its draft and the samples pinned in it. */
export function pipelineOf(row: PipelineRow & { readonly draftPins: readonly DraftPin[] }): Pipeline {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    name: row.name,
    slug: row.slug,
    graph: withPins(parseGraph(row.draftGraph), row.draftPins.map(pinOf)),
    revision: row.draftRevision,
    updatedAt: row.updatedAt,
  };
}

/** A stored pin as the graph file has it. */
export function pinOf({
  port,
  value,
  at,
  revision,
}: Pick<DraftPin, "port" | "at" | "revision"> & { readonly value: unknown }): GraphPin {
  return { port, value: value as Json, at, ...(revision === null ? {} : { revision }) };
}

/** The columns of a version that a list needs. */
export const listedVersionColumns = {
  id: true,
  workspaceId: true,
  pipelineId: true,
  number: true,
  name: true,
  notes: true,
  status: true,
  waitingFor: true,
  publishedBy: true,
  draftRevision: true,
  createdAt: true,
} as const;

/** A stored version as lists show it. */
export function listedVersionOf(row: Pick<VersionRow, keyof typeof listedVersionColumns>): ListedVersion {
  return {
    ...row,
    name: row.name ?? "",
    notes: row.notes ?? "",
    status: row.status as VersionStatus,
  };
}

/** A stored version as use cases see it. */
export function versionOf({ graph, problems, report, ...row }: VersionRow): Version {
  return {
    ...listedVersionOf(row),
    graph: parseGraph(graph),
    problems: problems as unknown as readonly Problem[],
    report: report as Json,
  };
}
