import { itemKey, itemOf } from "./canvas-item.ts";
import type { CanvasModel } from "./canvas-model.ts";
import { pasteEdit } from "./graph-clipboard.ts";

/** Ids of the selected nodes, notes and groups, as a copy takes them. */
export function selectedPart(model: CanvasModel): ReadonlySet<string> {
  const { selected, selectedItems } = model.view.get();
  return new Set([...selected, ...[...selectedItems].map((key) => itemOf(key).id)]);
}

/** Pastes a copied part of a graph and selects it; gives the reason when it cannot. */
export function pasteText(model: CanvasModel, text: string): string | undefined {
  const pasted = pasteEdit(text, model.session.get().graph);
  if (!pasted.ok) return pasted.reason;
  const result = model.change(pasted.edit);
  if (!result.ok) return result.reason;
  const notes = new Set(result.graph.notes.map(({ id }) => id));
  model.selectKeys(pasted.ids.map((id) => (notes.has(id) ? itemKey("note", id) : id)));
  return undefined;
}
