import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { layoutEdit } from "../layout/auto-layout.ts";
import { assistantMark } from "./assistant-mark.ts";

/** Height of a card that was not drawn yet. */
const commonHeight = 152;

/**
 * The approved edits as one step of undo, and the moves that lay the graph out when that is asked for. Gives the reason
 * when the graph has changed so that they cannot be applied any more.
 */
export function approvedEdit(
  graph: Graph,
  sentence: string,
  edits: readonly Edit[],
  layout: { readonly width: number; readonly heightOf: (id: string) => number | undefined } | undefined,
): { readonly ok: true; readonly edit: Edit } | { readonly ok: false; readonly reason: string } {
  const title = `${assistantMark}${sentence}`.replace(/\s+/g, " ").slice(0, 120);
  const batch: Edit = { do: "batch", title, edits };
  const result = applyEdit(graph, batch);
  if (!result.ok) return { ok: false, reason: `The pipeline has changed meanwhile: ${result.reason}. Ask again.` };
  const layoutMoves =
    layout === undefined
      ? undefined
      : layoutEdit(result.graph, { width: layout.width, heightOf: (id) => layout.heightOf(id) ?? commonHeight });
  const moves = layoutMoves === undefined ? [] : layoutMoves.do === "batch" ? layoutMoves.edits : [layoutMoves];
  return { ok: true, edit: { do: "batch", title, edits: [...edits, ...moves] } };
}
