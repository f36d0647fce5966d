import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { framePlace } from "../arrange/frame-place.ts";
import type { PlacedNode, PlacedWire } from "../flow/flow-types.ts";
import { itemKey } from "./canvas-item.ts";
import { type CanvasModel, nodeTitle } from "./canvas-model.ts";
import type { Refused } from "./canvas-view.ts";
import { hiddenNodes, shownWires } from "./shown-graph.ts";

/** Everything that stands on the canvas: cards, collapsed groups, frames, lane titles and notes. */
export function placedItems(
  model: CanvasModel,
  graph: Pick<Graph, "nodes" | "groups" | "notes">,
): readonly PlacedNode[] {
  const hidden = hiddenNodes(graph);
  const items: PlacedNode[] = [];
  for (const { id, position } of graph.nodes) {
    if (!hidden.has(id)) items.push({ id, kind: "node", position, title: nodeTitle(model, id) });
  }
  for (const group of graph.groups) {
    const { title } = group;
    const position = group.collapsed === true ? group.position : framePlace(graph, group.id);
    if (position === undefined || group.nodes.length === 0) continue;
    const kind = group.collapsed === true ? "collapsed" : group.colour === undefined ? "lane" : "frame";
    const members = kind === "collapsed" ? {} : { members: group.nodes };
    items.push({ id: itemKey("group", group.id), kind, position, title, ...members });
  }
  for (const { id, position, text, width, height } of graph.notes) {
    const line = text.replace(/\s+/g, " ");
    const label = line.length > 60 ? `${line.slice(0, 60)}…` : line;
    const title = label === "" ? "Empty note" : `Note: ${label}`;
    items.push({ id: itemKey("note", id), kind: "note", position, title, size: { width, height } });
  }
  return items;
}

/** The wires as they are drawn, and those that were refused. */
export function placedWires(
  model: CanvasModel,
  graph: Pick<Graph, "nodes" | "groups" | "edges">,
  refusals: readonly Refused[],
): readonly PlacedWire[] {
  const title = (ref: string) => nodeTitle(model, splitPort(ref).node);
  const named = new Map(graph.edges.map((edge) => [edge.id, `Wire from ${title(edge.from)} to ${title(edge.to)}`]));
  const wires = shownWires(graph).map((wire) => ({ ...wire, label: named.get(wire.id) ?? "Wire" }));
  const known = new Set(graph.nodes.map(({ id }) => id));
  const drawn = refusals.filter(({ from, to }) => known.has(splitPort(from).node) && known.has(splitPort(to).node));
  const refused = shownWires({ ...graph, edges: drawn }).map((wire) => ({
    ...wire,
    label: "Refused wire",
    refused: true,
  }));
  return [...wires, ...refused];
}
