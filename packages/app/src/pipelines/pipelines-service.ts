import { cutText } from "@aisle/runtime/cut-text";
import { AisleError } from "@aisle/runtime/errors";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { hourlyRequests } from "../endpoints/hourly-requests.ts";
import type { Area } from "../services/area.ts";
import { withOwnSamples } from "../templates/sample-values.ts";
import { findPipeline, pipelineGone } from "./find-pipeline.ts";
import type { PipelinesPorts } from "./pipelines-ports.ts";
import type { PipelineRow } from "./pipelines-shapes.ts";
import { storableGraph } from "./storable-graph.ts";

/** The list of pipelines, and what is done to a pipeline as a whole. */
export interface PipelinesService {
  list(caller: Caller): Promise<readonly PipelineRow[]>;
  create(
    caller: Caller,
    input: { readonly name: string; readonly templateId?: string; readonly graph?: Json },
  ): Promise<{ readonly pipelineId: string }>;
  rename(caller: Caller, pipelineId: string, name: string): Promise<void>;
  duplicate(caller: Caller, pipelineId: string): Promise<{ readonly pipelineId: string }>;
  remove(caller: Caller, pipelineId: string): Promise<void>;
  /** The draft as a graph file, ids kept. */
  export(caller: Caller, pipelineId: string): Promise<{ readonly name: string; readonly graph: Graph }>;
}

export const pipelinesArea: Area<PipelinesService, PipelinesPorts> = {
  permissions: { list: "look", create: "edit", rename: "edit", duplicate: "edit", remove: "edit", export: "look" },
  make: pipelinesService,
};

function pipelinesService(ports: PipelinesPorts): PipelinesService {
  const { records, summaries, newId } = ports;
  const find = (caller: Caller, pipelineId: string) => findPipeline(ports, caller, pipelineId);
  const create = async (caller: Caller, name: string, graph: Graph) => {
    const pipelineId = newId("pipe");
    await records.create(caller.workspaceId, { id: pipelineId, name, graph });
    summaries.schedule(caller.workspaceId, pipelineId);
    return { pipelineId };
  };
  return {
    list: (caller) => listPipelines(ports, caller),
    async create(caller, { name, templateId, graph }) {
      if (templateId !== undefined) {
        const template = ports.templates.find((candidate) => candidate.id === templateId);
        if (template === undefined) throw new AisleError("request.invalid", `There is no template “${templateId}”.`);
        return create(caller, name, await withOwnSamples(ports, caller.workspaceId, template.graph));
      }
      if (graph === undefined) return create(caller, name, emptyGraph);
      return create(caller, name, await withOwnSamples(ports, caller.workspaceId, storableGraph(graph)));
    },
    async rename(caller, pipelineId, name) {
      if (!(await records.rename(caller.workspaceId, pipelineId, name))) throw pipelineGone(pipelineId);
    },
    async duplicate(caller, pipelineId) {
      const { name, graph } = await find(caller, pipelineId);
      return create(caller, cutText(`${name} (copy)`, 120), graph);
    },
    async remove(caller, pipelineId) {
      if (!(await records.remove(auditActor(caller), pipelineId))) throw pipelineGone(pipelineId);
    },
    async export(caller, pipelineId) {
      const { name, graph } = await find(caller, pipelineId);
      return { name, graph };
    },
  };
}

async function listPipelines(ports: PipelinesPorts, { workspaceId }: Caller): Promise<readonly PipelineRow[]> {
  const [pipelines, editors, requestsOf] = await Promise.all([
    ports.records.list(workspaceId),
    ports.records.lastEditors(workspaceId),
    hourlyRequests(ports, workspaceId),
  ]);
  const [people, known] = await Promise.all([
    ports.people([...new Set([...editors.values()].filter((id) => id !== null))]),
    ports.summaries.of(workspaceId, pipelines),
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
