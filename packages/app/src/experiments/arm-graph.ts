import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { graphDifference } from "@aisle/runtime/graph/graph-difference";

/** The graph of an arm, or every edit that has no place in it any more. */
export type ArmGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** Applies an arm's edits to the graph that they were made for, or to a later one that they may still fit. */
export function armGraph(base: Graph, edits: readonly Edit[]): ArmGraph {
  let graph = base;
  const reasons: string[] = [];
  for (const edit of edits) {
    const result = applyEdit(graph, edit);
    if (result.ok) graph = result.graph;
    else reasons.push(result.reason);
  }
  return reasons.length === 0 ? { ok: true, graph } : { ok: false, reasons };
}

/**
 * The nodes by which arms differ from the control, where settings alone differ: a unit is exposed once one of them has run. Undefined
 * where arms have other nodes or wires: which requests reach what differs cannot be told from the control's run, so all count.
 */
export function differingNodes(base: Graph, arms: readonly Graph[]): readonly string[] | undefined {
  const ids = new Set<string>();
  for (const arm of arms) {
    const { nodes, wires } = graphDifference(base, arm);
    const moved = wires.added.length + wires.removed.length + wires.reordered.length;
    if (nodes.added.length + nodes.removed.length + moved > 0) return undefined;
    for (const { before, fields, failure, upgraded } of nodes.changed)
      if (fields.length > 0 || failure || upgraded) ids.add(before.id);
  }
  return ids.size === 0 ? undefined : [...ids].sort();
}
