import { type Graph, type GraphEdge, splitPort } from "@aisle/runtime/graph/graph";

/** The wire after the selected one among those of a node: first those that lead in, then those that lead out, round. */
export function nextWire(graph: Graph, node: string, selected: string | undefined): GraphEdge | undefined {
  const into = graph.edges.filter((edge) => splitPort(edge.to).node === node);
  const wires = [...into, ...graph.edges.filter((edge) => splitPort(edge.from).node === node)];
  return wires[(wires.findIndex(({ id }) => id === selected) + 1) % Math.max(1, wires.length)];
}
