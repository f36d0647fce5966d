import type { Graph } from "@aisle/runtime/graph/graph";
import { type ShownWire, shownWires } from "../session/shown-graph.ts";

/** The drawn wire after the selected one among those of a card: first those that lead in, then those that lead out, round. */
export function nextWire(graph: Graph, key: string, selected: string | undefined): ShownWire | undefined {
  const shown = shownWires(graph);
  const wires = [...shown.filter(({ to }) => to.key === key), ...shown.filter(({ from }) => from.key === key)];
  return wires[(wires.findIndex(({ id }) => id === selected) + 1) % Math.max(1, wires.length)];
}
