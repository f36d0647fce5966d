import { type Graph, type GraphEdge, type GraphGroup, splitPort } from "@aisle/runtime/graph/graph";
import { itemKey } from "./canvas-item.ts";

/** One end of a wire as it is drawn: a card and a port of it. */
export interface ShownEnd {
  readonly key: string;
  readonly port: string;
}

/** A wire as it is drawn; its ends may stand on the cards of collapsed groups. */
export interface ShownWire {
  readonly id: string;
  readonly from: ShownEnd;
  readonly to: ShownEnd;
}

/** The collapsed group that hides each node which is not drawn itself. */
export function hiddenNodes(graph: Pick<Graph, "groups">): ReadonlyMap<string, GraphGroup> {
  const hidden = new Map<string, GraphGroup>();
  for (const group of graph.groups) {
    if (group.collapsed !== true) continue;
    for (const id of group.nodes) if (!hidden.has(id)) hidden.set(id, group);
  }
  return hidden;
}

/** An end on the card of a collapsed group names the inner port in full, so that it can be read back. */
function endOf(ref: string, hidden: ReadonlyMap<string, GraphGroup>): ShownEnd {
  const { node, port } = splitPort(ref);
  const group = hidden.get(node);
  return group === undefined ? { key: node, port } : { key: itemKey("group", group.id), port: ref };
}

/** The wires that are drawn: all but those inside one collapsed group. */
export function shownWires(
  graph: { readonly groups: Graph["groups"]; readonly edges: readonly Pick<GraphEdge, "id" | "from" | "to">[] },
  hidden = hiddenNodes(graph),
): readonly ShownWire[] {
  return graph.edges
    .map((edge) => ({ id: edge.id, from: endOf(edge.from, hidden), to: endOf(edge.to, hidden) }))
    .filter(({ from, to }) => from.key !== to.key || !from.key.startsWith("group:"));
}

/** `node.port` of a drawn end: what `shownWires` made of it, read back. */
export function refOf({ key, port }: ShownEnd): string {
  return port.includes(".") ? port : `${key}.${port}`;
}

/** The key of the card that shows a node: its own, or that of the collapsed group around it. */
export function cardKeyOf(graph: Graph, id: string): string {
  const group = hiddenNodes(graph).get(id);
  return group === undefined ? id : itemKey("group", group.id);
}
