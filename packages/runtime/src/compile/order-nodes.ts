import { type Graph, splitPort } from "../graph/graph.ts";

interface NodeOrder {
  readonly order: readonly string[];
  readonly cyclic: readonly string[];
}

const orders = new WeakMap<Graph, NodeOrder>();

/**
 * Topological order of a graph's nodes (Kahn 1962), stable in the order of the file; nodes on a circle come separately. Made once
 * for each state of the graph, however many checks ask.
 */
export function orderNodes(graph: Graph): NodeOrder {
  let found = orders.get(graph);
  if (found === undefined) {
    found = findOrder(graph);
    orders.set(graph, found);
  }
  return found;
}

function findOrder(graph: Graph): NodeOrder {
  const waits = new Map(graph.nodes.map((node) => [node.id, 0]));
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const from = splitPort(edge.from).node;
    const to = splitPort(edge.to).node;
    if (!waits.has(from) || !waits.has(to)) continue;
    waits.set(to, waits.get(to)! + 1);
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const order: string[] = [];
  const open = graph.nodes.filter((node) => waits.get(node.id) === 0).map((node) => node.id);
  for (let at = 0; at < open.length; at++) {
    const id = open[at]!;
    order.push(id);
    for (const to of next.get(id) ?? []) {
      const left = waits.get(to)! - 1;
      waits.set(to, left);
      if (left === 0) open.push(to);
    }
  }
  const ordered = new Set(order);
  return { order, cyclic: graph.nodes.map((node) => node.id).filter((id) => !ordered.has(id)) };
}
