import type { Edit } from "@aisle/runtime/graph/edit";
import { editsBetween } from "@aisle/runtime/graph/edits-between";
import type { Graph } from "@aisle/runtime/graph/graph";

const answering: ReadonlySet<Edit["do"]> = new Set<Edit["do"]>([
  "add-node",
  "remove-node",
  "set-field",
  "set-if-failing",
  "set-time-limit",
  "upgrade-node",
  "add-edge",
  "remove-edge",
]);

/** What of a changed draft an arm can test: the edits that change answers, without places, titles, notes, groups, samples and pins. */
export function armEdits(version: Graph, draft: Graph): readonly Edit[] {
  return editsBetween(version, draft).filter((edit) => answering.has(edit.do));
}
