import { cutText } from "@aisle/runtime/cut-text";
import { AisleError } from "@aisle/runtime/errors";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { readGraphFile } from "@aisle/runtime/graph/graph-file";
import type { Json } from "@aisle/runtime/json";
import { auditActor } from "../audit/audit-service.ts";
import type { PipelineRecord } from "../pipelines/pipeline-records.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, PipelineRow } from "../studio-shapes.ts";
import type { DraftSummaries } from "./draft-summaries.ts";
import { hourlyRequests } from "./hourly-requests.ts";
import { withOwnSamples } from "./sample-values.ts";
import { isStorable, unstorableReason } from "./storable-text.ts";
import type { StudioDeps } from "./studio-deps.ts";

type PipelineService = Pick<
  StudioServices,
  "listPipelines" | "createPipeline" | "renamePipeline" | "duplicatePipeline" | "deletePipeline" | "exportPipeline"
>;

/** The list of pipelines, and what is done to a pipeline as a whole. */
export function pipelineService(deps: StudioDeps, summaries: DraftSummaries): PipelineService {
  const { records, newId } = deps;
  const find = (caller: Caller, pipelineId: string) => findPipeline(deps, caller, pipelineId);
  const create = async (caller: Caller, name: string, graph: Graph) => {
    const pipelineId = newId("pipe");
    await records.create(caller.workspaceId, { id: pipelineId, name, graph });
    summaries.soon(caller.workspaceId, pipelineId);
    return { pipelineId };
  };
  return {
    listPipelines: (caller) => listPipelines(deps, summaries, caller),
    async createPipeline(caller, { name, templateId, graph }) {
      if (templateId !== undefined) {
        const template = deps.templates.find((candidate) => candidate.id === templateId);
        if (template === undefined) throw new AisleError("request.invalid", `There is no template “${templateId}”.`);
        return create(caller, name, await withOwnSamples(deps, caller.workspaceId, template.graph));
      }
      if (graph === undefined) return create(caller, name, emptyGraph);
      return create(caller, name, await withOwnSamples(deps, caller.workspaceId, storableGraph(graph)));
    },
    async renamePipeline(caller, pipelineId, name) {
      if (!(await records.rename(caller.workspaceId, pipelineId, name))) throw pipelineGone(pipelineId);
    },
    async duplicatePipeline(caller, pipelineId) {
      const { name, graph } = await find(caller, pipelineId);
      return create(caller, cutText(`${name} (copy)`, 120), graph);
    },
    async deletePipeline(caller, pipelineId) {
      if (!(await records.remove(caller.workspaceId, pipelineId))) throw pipelineGone(pipelineId);
      await deps.audit.append(auditActor(caller), { action: "pipeline.deleted", subject: pipelineId });
    },
    async exportPipeline(caller, pipelineId) {
      const { name, graph } = await find(caller, pipelineId);
      return { name, graph };
    },
  };
}

/** Reads a graph file that can be stored; throws as `readGraphFile`, and `graph.invalid` for texts that cannot be kept. */
export function storableGraph(file: Json): Graph {
  const graph = readGraphFile(file);
  if (!isStorable(graph as unknown as Json))
    throw new AisleError("graph.invalid", `The graph is refused: ${unstorableReason}.`);
  return graph;
}

export function pipelineGone(pipelineId: string): AisleError {
  return new AisleError("pipeline.not-found", "There is no such pipeline.", { pipelineId });
}

/** A pipeline of the caller's workspace; throws `pipeline.not-found`. */
export async function findPipeline(deps: StudioDeps, caller: Caller, pipelineId: string): Promise<PipelineRecord> {
  const pipeline = await deps.records.find(caller.workspaceId, pipelineId);
  if (pipeline === undefined) throw pipelineGone(pipelineId);
  return pipeline;
}

async function listPipelines(
  deps: StudioDeps,
  summaries: DraftSummaries,
  { workspaceId }: Caller,
): Promise<readonly PipelineRow[]> {
  const [pipelines, editors, requestsOf] = await Promise.all([
    deps.records.list(workspaceId),
    deps.records.lastEditors(workspaceId),
    hourlyRequests(deps, workspaceId),
  ]);
  const [people, known] = await Promise.all([
    deps.people([...new Set([...editors.values()].filter((id) => id !== null))]),
    summaries.of(workspaceId, pipelines),
  ]);
  return pipelines.map(({ id, name, slug, aliases, revision, updatedAt, live }): PipelineRow => {
    const summary = known.get(id);
    return {
      id,
      name,
      slug,
      aliases,
      draftRevision: revision,
      updatedAt: updatedAt.toISOString(),
      updatedBy: people.get(editors.get(id) ?? "") ?? null,
      live,
      changesSinceLive: summary?.changes ?? 0,
      nodeCount: summary?.nodes ?? 0,
      problemCount: summary?.problems ?? 0,
      requestsByHour: live === null || slug === null ? [] : requestsOf([slug, ...aliases]),
    };
  });
}
