import { splitPort } from "@aisle/runtime/graph/graph";
import type { ElkNode } from "elkjs/lib/elk-api.js";
import { nodeWidth } from "../session/graph-edits.ts";
import type { CardGraph } from "./card-graph.ts";

/** Which column each card stands in, and its place from the top among all. */
export interface Layers {
  readonly columns: ReadonlyMap<string, number>;
  readonly order: ReadonlyMap<string, number>;
}

/** What ELK is asked: layers from left to right, as few crossings as it finds, with the cards' real heights and ports. */
export function elkGraph(
  graph: CardGraph,
  heightOf: (key: string) => number,
  portTop: (key: string, port: string, side: "in" | "out") => number,
): ElkNode {
  const ports = new Map(graph.nodes.map(({ id }) => [id, new Map<string, { x: number; y: number }>()]));
  const place = (ref: string, side: "in" | "out") => {
    const { node, port } = splitPort(ref);
    ports.get(node)?.set(`${side} ${ref}`, { x: side === "in" ? 0 : nodeWidth, y: portTop(node, port, side) });
  };
  for (const edge of graph.edges) {
    place(edge.from, "out");
    place(edge.to, "in");
  }
  return {
    id: "graph",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.separateConnectedComponents": "false",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.spacing.nodeNode": "8",
      "elk.layered.spacing.nodeNodeBetweenLayers": "32",
    },
    children: graph.nodes.map(({ id }) => ({
      id,
      width: nodeWidth,
      height: heightOf(id),
      layoutOptions: { "elk.portConstraints": "FIXED_POS" },
      ports: [...(ports.get(id) ?? [])].map(([port, at]) => ({
        id: port,
        width: 0,
        height: 0,
        ...at,
        layoutOptions: { "elk.port.side": port.startsWith("in ") ? "WEST" : "EAST" },
      })),
    })),
    edges: graph.edges.map(({ from, to }, at) => ({ id: `e${at}`, sources: [`out ${from}`], targets: [`in ${to}`] })),
  };
}

/** Reads columns and order from what ELK placed: cards of one layer share their left edge. */
export function layersOf(placed: ElkNode): Layers {
  const cards = (placed.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x: Math.round(x), y }));
  const lefts = [...new Set(cards.map(({ x }) => x))].sort((a, b) => a - b);
  const sorted = cards.toSorted((a, b) => a.y - b.y);
  return {
    columns: new Map(cards.map(({ id, x }) => [id, lefts.indexOf(x)])),
    order: new Map(sorted.map(({ id }, at) => [id, at])),
  };
}
