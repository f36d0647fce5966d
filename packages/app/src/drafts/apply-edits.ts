import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { graphSize, maxGraphSize, tooLarge } from "@aisle/runtime/graph/graph-limits";
import type { Json } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { pipelineGone } from "../pipelines/find-pipeline.ts";
import { isStorable, unstorableReason } from "../pipelines/storable-text.ts";
import type { DraftsPorts } from "./drafts-ports.ts";
import type { AppliedEdits, SentEdit } from "./drafts-shapes.ts";

/** Removing and moving is allowed in whatever is too large already. */
const isGrowing = (edit: Edit): boolean =>
  edit.do === "batch" ? edit.edits.some(isGrowing) : !/^(remove|move)-|^put-pin$/.test(edit.do);

const isAboutPins = (edit: Edit): boolean =>
  edit.do === "put-pin" || edit.do === "remove-pin" || (edit.do === "batch" && edit.edits.some(isAboutPins));

/** Applies edits in the order they came to the newest draft; what was stored before is answered again, not applied again. */
export async function applyEdits(
  { records }: Pick<DraftsPorts, "records">,
  caller: Caller,
  pipelineId: string,
  sent: readonly SentEdit[],
): Promise<AppliedEdits> {
  const ids = sent.map(({ editId }) => editId);
  const written = await records.changeDraft(
    caller.workspaceId,
    pipelineId,
    caller.userId,
    ids,
    sent.some(({ edit }) => isAboutPins(edit)),
    (draft, stored) => {
      let { graph } = draft;
      let size: number | undefined;
      let { revision } = draft;
      const edits: SentEdit[] = [];
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
