import { AisleError } from "@aisle/runtime/errors";
import type { Edit } from "@aisle/runtime/graph/edit";
import { editsBetween } from "@aisle/runtime/graph/edits-between";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { withPins } from "@aisle/runtime/graph/graph-pins";
import type { CanvasModel } from "../session/canvas-model.ts";

/** A batch holds so many edits at most. */
const batchSize = 5_000;

/**
 * Turns the open draft into another graph, by the edits that differ, so that it can be undone; false when nothing differs.
 * Throws when the edits do not fit, with nothing changed by the one that did not.
 */
export function replaceGraph(model: CanvasModel, target: Graph, title: string): boolean {
  const edits = editsBetween(model.session.get().graph, target);
  for (let from = 0; from < edits.length; from += batchSize) {
    const batch: Edit = { do: "batch", title: title.slice(0, 120), edits: edits.slice(from, from + batchSize) };
    const result = model.change(batch);
    if (!result.ok) throw new AisleError("graph.edit-refused", `It cannot be done: ${result.reason}.`);
  }
  return edits.length > 0;
}

/** A version that comes back into the draft leaves the samples pinned that still have their node: versions carry none. */
export function retainPins(draft: Graph, version: Graph): Graph {
  const types = (graph: Graph) => new Map(graph.nodes.map((node) => [node.id, node.type]));
  const [before, after] = [types(draft), types(version)];
  const stay = (draft.pins ?? []).filter(({ port }) => {
    const { node } = splitPort(port);
    return after.has(node) && after.get(node) === before.get(node);
  });
  return withPins(version, stay);
}
