import type { Problem } from "@aisle/runtime/compile/problem";
import { AisleError } from "@aisle/runtime/errors";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { editsBetween } from "@aisle/runtime/graph/edits-between";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { ownSamples } from "../demo-shop/own-samples.ts";
import { findPipeline, pipelineGone } from "../pipelines/find-pipeline.ts";
import { storableGraph } from "../pipelines/storable-graph.ts";
import type { RunInput, RunReport } from "../runs/runs-shapes.ts";
import type { Area } from "../services/area.ts";
import { withOwnSamples } from "../templates/sample-values.ts";
import { aboutPipeline } from "./about-pipeline.ts";
import { applyEdits } from "./apply-edits.ts";
import { draftChanges } from "./draft-changes.ts";
import { changesBetween } from "./draft-summaries.ts";
import type { DraftsPorts } from "./drafts-ports.ts";
import type { AboutPipeline, AppliedEdits, Draft, DraftNews, SentEdit } from "./drafts-shapes.ts";

/** Opening, changing, checking and running drafts. */
export interface DraftsService {
  open(caller: Caller, pipelineId: string): Promise<Draft>;
  /** Turns the draft into another graph, by edits; refuses a file that is not a graph. */
  replace(caller: Caller, pipelineId: string, graph: Json): Promise<{ readonly revision: number }>;
  edit(caller: Caller, pipelineId: string, baseRevision: number, edits: readonly SentEdit[]): Promise<AppliedEdits>;
  /**
   * Every edit after a revision, those that exist first, then as they come, and what changes about the pipeline: its name, address
   * and live version, first where they are not what the caller `knows`. Ends when the signal aborts.
   */
  changes(
    caller: Caller,
    pipelineId: string,
    sinceRevision: number,
    signal: AbortSignal,
    knows?: Pick<AboutPipeline, "name" | "slug">,
  ): AsyncIterable<DraftNews>;
  /** All problems of the stored draft, those that only the server can see included. */
  check(
    caller: Caller,
    pipelineId: string,
  ): Promise<{ readonly revision: number; readonly problems: readonly Problem[] }>;
  run(
    caller: Caller,
    pipelineId: string,
    input: RunInput & {
      readonly revision: number;
      readonly upTo?: string;
      /** Runs this node and what follows, on what all others gave in an earlier run. */
      readonly from?: { readonly node: string; readonly runId: string };
    },
  ): Promise<RunReport>;
}

export const draftsArea: Area<DraftsService, DraftsPorts> = {
  permissions: { open: "look", replace: "edit", edit: "edit", changes: "look", check: "look", run: "try" },
  make: draftsService,
};

function draftsService(ports: DraftsPorts): DraftsService {
  return {
    async open(caller, pipelineId) {
      const pipeline = await findPipeline(ports, caller, pipelineId);
      const { live } = await aboutPipeline(ports, caller, pipelineId);
      const version = live === null ? undefined : await ports.records.version(caller.workspaceId, live.versionId);
      const samples = await ownSamples(ports, caller.workspaceId, pipeline.graph.samples);
      return {
        pipelineId,
        name: pipeline.name,
        slug: pipeline.slug,
        graph: pipeline.graph,
        revision: pipeline.revision,
        savedAt: pipeline.updatedAt.toISOString(),
        live,
        changesSinceLive: changesBetween(version?.graph, pipeline.graph),
        ownSamples: samples.filter((sample, at) => sample !== pipeline.graph.samples[at]),
      };
    },
    async replace(caller, pipelineId, file) {
      const target = await withOwnSamples(ports, caller.workspaceId, storableGraph(file));
      const editId = ports.newId("edit");
      const written = await ports.records.changeDraft(
        caller.workspaceId,
        pipelineId,
        caller.userId,
        [],
        true,
        (draft) => {
          const edits = editsBetween(draft.graph, target);
          const edit: Edit = { do: "batch", title: "Replace the graph", edits };
          const result = applyEdit(draft.graph, edit);
          if (!result.ok) throw new AisleError("graph.edit-refused", result.reason);
          return { graph: result.graph, edits: edits.length === 0 ? [] : [{ editId, edit }], result: undefined };
        },
      );
      if (written === undefined) throw pipelineGone(pipelineId);
      ports.summaries.schedule(caller.workspaceId, pipelineId);
      return { revision: written.revision };
    },
    async edit(caller, pipelineId, _baseRevision, edits) {
      const applied = await applyEdits(ports, caller, pipelineId, edits);
      ports.summaries.schedule(caller.workspaceId, pipelineId);
      return applied;
    },
    changes: (caller, pipelineId, sinceRevision, signal, knows) =>
      draftChanges(ports, caller, pipelineId, sinceRevision, signal, knows),
    async check(caller, pipelineId) {
      await findPipeline(ports, caller, pipelineId);
      return ports.worker.check({ workspaceId: caller.workspaceId, pipelineId });
    },
    async run(caller, pipelineId, { revision, upTo, from, ...input }) {
      const pipeline = await findPipeline(ports, caller, pipelineId);
      if (pipeline.revision < revision) {
        throw new AisleError("graph.revision-gone", "The draft that was to run is not stored yet.", { revision });
      }
      const request = requestOf(input, pipeline.graph.samples);
      return ports.worker.run({
        workspaceId: caller.workspaceId,
        pipelineId,
        request,
        ...(upTo === undefined ? {} : { upTo }),
        ...(from === undefined ? {} : { from }),
      });
    },
  };
}

function requestOf(
  input: RunInput,
  samples: readonly { readonly id: string; readonly request: JsonObject }[],
): JsonObject {
  if ("request" in input) return input.request;
  const sample = samples.find((candidate) => candidate.id === input.sampleId);
  if (sample === undefined) throw new AisleError("request.invalid", "The sample request is gone; choose another one.");
  return sample.request;
}
