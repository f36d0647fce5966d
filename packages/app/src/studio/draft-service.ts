import { AisleError } from "@aisle/runtime/errors";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { editsBetween } from "@aisle/runtime/graph/edits-between";
import { graphSize, maxGraphSize, tooLarge } from "@aisle/runtime/graph/graph-limits";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { StudioServices } from "../studio-services.ts";
import type { AboutPipeline, AppliedEdits, Caller, DraftNews, RunInput } from "../studio-shapes.ts";
import { changesBetween, type DraftSummaries } from "./draft-summaries.ts";
import { findPipeline, pipelineGone, storableGraph } from "./pipeline-service.ts";
import { withOwnSamples } from "./sample-values.ts";
import { isStorable, unstorableReason } from "./storable-text.ts";
import type { StudioDeps } from "./studio-deps.ts";

type DraftService = Pick<
  StudioServices,
  "replaceDraft" | "openDraft" | "applyEdits" | "draftChanges" | "checkDraft" | "runDraft" | "checkConfig"
>;

const nobody = { id: "", name: "Someone" };

/** Opening, changing, checking and running drafts. */
export function draftService(deps: StudioDeps, summaries: DraftSummaries): DraftService {
  return {
    async openDraft(caller, pipelineId) {
      const pipeline = await findPipeline(deps, caller, pipelineId);
      const { live } = await aboutPipeline(deps, caller, pipelineId);
      const version = live === null ? undefined : await deps.records.version(caller.workspaceId, live.versionId);
      return {
        pipelineId,
        name: pipeline.name,
        slug: pipeline.slug,
        graph: pipeline.graph,
        revision: pipeline.revision,
        savedAt: pipeline.updatedAt.toISOString(),
        live,
        changesSinceLive: changesBetween(version?.graph, pipeline.graph),
      };
    },
    async replaceDraft(caller, pipelineId, file) {
      const wanted = await withOwnSamples(deps, caller.workspaceId, storableGraph(file));
      const editId = deps.newId("edit");
      const written = await deps.records.changeDraft(
        caller.workspaceId,
        pipelineId,
        caller.userId,
        [],
        true,
        (draft) => {
          const edits = editsBetween(draft.graph, wanted);
          const edit: Edit = { do: "batch", title: "Replace the graph", edits };
          const result = applyEdit(draft.graph, edit);
          if (!result.ok) throw new AisleError("graph.edit-refused", result.reason);
          return { graph: result.graph, edits: edits.length === 0 ? [] : [{ editId, edit }], result: undefined };
        },
      );
      if (written === undefined) throw pipelineGone(pipelineId);
      summaries.soon(caller.workspaceId, pipelineId);
      return { revision: written.revision };
    },
    async applyEdits(caller, pipelineId, _baseRevision, edits) {
      const applied = await applyEdits(deps, caller, pipelineId, edits);
      summaries.soon(caller.workspaceId, pipelineId);
      return applied;
    },
    draftChanges: (caller, pipelineId, sinceRevision, signal, knows) =>
      draftChanges(deps, caller, pipelineId, sinceRevision, signal, knows),
    async checkDraft(caller, pipelineId) {
      await findPipeline(deps, caller, pipelineId);
      return deps.worker.check({ workspaceId: caller.workspaceId, pipelineId });
    },
    async runDraft(caller, pipelineId, { revision, upTo, from, ...input }) {
      const pipeline = await findPipeline(deps, caller, pipelineId);
      if (pipeline.revision < revision) {
        throw new AisleError("graph.revision-gone", "The draft that was to run is not stored yet.", { revision });
      }
      const request = requestOf(input, pipeline.graph.samples);
      return deps.worker.run({
        workspaceId: caller.workspaceId,
        pipelineId,
        request,
        ...(upTo === undefined ? {} : { upTo }),
        ...(from === undefined ? {} : { from }),
      });
    },
    checkConfig: (caller, input) => deps.worker.checkConfig({ workspaceId: caller.workspaceId, ...input }),
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

/** Removing and moving is allowed in whatever is too large already. */
const isGrowing = (edit: Edit): boolean =>
  edit.do === "batch" ? edit.edits.some(isGrowing) : !/^(remove|move)-|^put-pin$/.test(edit.do);

const isAboutPins = (edit: Edit): boolean =>
  edit.do === "put-pin" || edit.do === "remove-pin" || (edit.do === "batch" && edit.edits.some(isAboutPins));

async function aboutPipeline(deps: StudioDeps, caller: Caller, pipelineId: string): Promise<AboutPipeline> {
  const pipeline = await deps.records.listed(caller.workspaceId, pipelineId);
  if (pipeline === undefined) throw pipelineGone(pipelineId);
  const { name, slug, live } = pipeline;
  return { name, slug, live };
}

/** Applies edits in the order they came to the newest draft; what was stored before is answered again, not applied again. */
async function applyEdits(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
  sent: Parameters<StudioServices["applyEdits"]>[3],
): Promise<AppliedEdits> {
  const ids = sent.map(({ editId }) => editId);
  const written = await deps.records.changeDraft(
    caller.workspaceId,
    pipelineId,
    caller.userId,
    ids,
    sent.some(({ edit }) => isAboutPins(edit)),
    (draft, stored) => {
      let { graph } = draft;
      let size: number | undefined;
      let { revision } = draft;
      const edits: (typeof sent)[number][] = [];
      const applied: { editId: string; revision: number }[] = [];
      const refused: { editId: string; reason: string }[] = [];
      for (const { editId, edit } of sent) {
        const before = stored.get(editId) ?? applied.find((known) => known.editId === editId)?.revision;
        if (before !== undefined) {
          applied.push({ editId, revision: before });
          continue;
        }
        const result = isStorable(edit as unknown as Json)
          ? applyEdit(graph, edit)
          : ({ ok: false, reason: unstorableReason } as const);
        if (!result.ok) {
          refused.push({ editId, reason: result.reason });
          continue;
        }
        // Only what an edit brings can make the graph larger: its whole size is asked for near the limit alone.
        size ??= graphSize(draft.graph);
        size += JSON.stringify(edit).length;
        if (size > maxGraphSize && isGrowing(edit)) {
          size = graphSize(result.graph);
          if (size > maxGraphSize) {
            refused.push({ editId, reason: tooLarge(size) });
            size = graphSize(graph);
            continue;
          }
        }
        graph = result.graph;
        revision++;
        edits.push({ editId, edit });
        applied.push({ editId, revision });
      }
      return { graph, edits, result: { applied, refused } };
    },
  );
  if (written === undefined) throw pipelineGone(pipelineId);
  return { revision: written.revision, savedAt: written.at.toISOString(), ...written.result };
}

async function* draftChanges(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
  sinceRevision: number,
  signal: AbortSignal,
  knows?: Pick<AboutPipeline, "name" | "slug">,
): AsyncIterable<DraftNews> {
  let about = await aboutPipeline(deps, caller, pipelineId);
  let told = knows ?? about;
  let wake: () => void = () => undefined;
  // Whatever changed before the watch began is read once it has.
  let woken = true;
  const stop = deps.watchDraft(pipelineId, () => {
    woken = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    let revision = sinceRevision;
    while (!signal.aborted) {
      const mayDiffer = woken;
      woken = false;
      if (mayDiffer) {
        const now = await aboutPipeline(deps, caller, pipelineId);
        const isNews =
          now.name !== told.name || now.slug !== told.slug || now.live?.versionId !== about.live?.versionId;
        about = now;
        told = now;
        if (isNews) yield { about };
      }
      const rows = await deps.records.editsSince(caller.workspaceId, pipelineId, revision);
      const people = await deps.people([...new Set(rows.flatMap((row) => row.author ?? []))]);
      for (const row of rows) {
        revision = row.revision;
        yield {
          revision,
          editId: row.editId,
          edit: row.edit,
          author: people.get(row.author ?? "") ?? nobody,
          at: row.at.toISOString(),
        };
      }
      if (woken || signal.aborted || rows.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (woken || signal.aborted) resolve();
      });
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}
