import type { CanvasModel } from "../session/canvas-model.ts";
import { cardKeyOf, shownWires } from "../session/shown-graph.ts";
import { focusWire } from "./focus-wire.ts";
import { nextWire } from "./next-wire.ts";

/** Selects and focuses the next wire of the selected card, or of the card whose wires are being gone through. */
export function goToNextWire(model: CanvasModel, card: { current: string | undefined }): void {
  const { graph } = model.session.get();
  const { selected, selectedItems, selectedWire } = model.view.get();
  const [node] = selected;
  const chosen = node === undefined ? [...selectedItems][0] : cardKeyOf(graph, node);
  const wire = shownWires(graph).find(({ id }) => id === selectedWire);
  const isEnd = wire !== undefined && [wire.from.key, wire.to.key].includes(card.current ?? "");
  const key = chosen ?? (isEnd ? card.current : wire?.to.key);
  const next = key === undefined ? undefined : nextWire(graph, key, selectedWire);
  if (next === undefined) return;
  card.current = key;
  model.selectWire(next.id);
  focusWire(next.id);
}
