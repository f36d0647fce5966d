import type { Graph } from "@aisle/runtime/graph/graph";
import { itemKey } from "./canvas-item.ts";
import type { CanvasView } from "./canvas-view.ts";
import type { Store } from "./store.ts";

/**
 * Takes out of the selection what the graph no longer holds, whoever removed it and how: with one that is gone in it, the
 * next click would select two, and the panel of one node would stay shut.
 */
export function forgetGone(view: Store<CanvasView>, graph: Graph): void {
  const { selected, selectedItems, selectedWire, hoveredWire, editingNote, refusals, why } = view.get();
  const nodes = new Set(graph.nodes.map(({ id }) => id));
  const notes = new Set(graph.notes.map(({ id }) => id));
  const items = new Set([
    ...graph.notes.map(({ id }) => itemKey("note", id)),
    ...graph.groups.map(({ id }) => itemKey("group", id)),
  ]);
  const wires = new Set([...graph.edges, ...refusals].map(({ id }) => id));
  const still = (ids: ReadonlySet<string>, known: ReadonlySet<string>) =>
    [...ids].every((id) => known.has(id)) ? ids : new Set([...ids].filter((id) => known.has(id)));
  const wire = (id: string | undefined) => (id !== undefined && wires.has(id) ? id : undefined);
  const next = {
    selected: still(selected, nodes),
    selectedItems: still(selectedItems, items),
    selectedWire: wire(selectedWire),
    hoveredWire: wire(hoveredWire),
    editingNote: editingNote !== undefined && notes.has(editingNote) ? editingNote : undefined,
    why: why !== undefined && nodes.has(why.node) ? why : undefined,
  };
  const same =
    next.selected === selected &&
    next.selectedItems === selectedItems &&
    next.selectedWire === selectedWire &&
    next.hoveredWire === hoveredWire &&
    next.editingNote === editingNote &&
    next.why === why;
  if (!same) view.set(next);
}
