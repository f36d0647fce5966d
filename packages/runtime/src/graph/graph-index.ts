import { type Graph, type GraphEdge, type GraphNode, splitPort } from "./graph.ts";

/** The edges of a graph by everything that they are looked up by. */
export interface EdgeIndex {
  readonly byId: ReadonlyMap<string, GraphEdge>;
  /** Edges that enter a node, by its id, in their order. */
  readonly into: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Edges that leave a node, by its id, in their order. */
  readonly outOf: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Edges that enter an input, by `node.port`, in their order. */
  readonly intoPort: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Inputs that some edge enters. */
  readonly filledInputs: ReadonlySet<string>;
  /** Outputs that some edge leaves. */
  readonly filledOutputs: ReadonlySet<string>;
}

// Edits never change an array in place, so an array is a good key: moving a node leaves the index of the edges as it is.
const nodeIndexes = new WeakMap<Graph["nodes"], ReadonlyMap<string, GraphNode>>();
const edgeIndexes = new WeakMap<Graph["edges"], EdgeIndex>();
const none: readonly GraphEdge[] = [];

/** The nodes of a graph by their id; made once for each state of the graph, however many ask. */
export function nodesById({ nodes }: Pick<Graph, "nodes">): ReadonlyMap<string, GraphNode> {
  let found = nodeIndexes.get(nodes);
  if (found === undefined) {
    found = new Map(nodes.map((node) => [node.id, node]));
    nodeIndexes.set(nodes, found);
  }
  return found;
}

/** The edges of a graph by what one looks them up by; made once for each state of the edges, however many ask. */
export function edgeIndex({ edges }: Pick<Graph, "edges">): EdgeIndex {
  let found = edgeIndexes.get(edges);
  if (found === undefined) {
    found = makeEdgeIndex(edges);
    edgeIndexes.set(edges, found);
  }
  return found;
}

/** Edges that enter a node, in their order. */
export const edgesInto = (graph: Pick<Graph, "edges">, node: string) => edgeIndex(graph).into.get(node) ?? none;

/** Edges that leave a node, in their order. */
export const edgesOutOf = (graph: Pick<Graph, "edges">, node: string) => edgeIndex(graph).outOf.get(node) ?? none;

/** Edges that enter an input (`node.port`), in their order. */
export const edgesIntoPort = (graph: Pick<Graph, "edges">, port: string) => edgeIndex(graph).intoPort.get(port) ?? none;

function makeEdgeIndex(edges: Graph["edges"]): EdgeIndex {
  const into = new Map<string, GraphEdge[]>();
  const outOf = new Map<string, GraphEdge[]>();
  const intoPort = new Map<string, GraphEdge[]>();
  const put = (map: Map<string, GraphEdge[]>, key: string, edge: GraphEdge) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [edge]);
    else list.push(edge);
  };
  for (const edge of edges) {
    put(into, splitPort(edge.to).node, edge);
    put(outOf, splitPort(edge.from).node, edge);
    put(intoPort, edge.to, edge);
  }
  return {
    byId: new Map(edges.map((edge) => [edge.id, edge])),
    into,
    outOf,
    intoPort,
    filledInputs: new Set(intoPort.keys()),
    filledOutputs: new Set(edges.map((edge) => edge.from)),
  };
}

/** Ids of the nodes from which edges lead, over others, to one of the targets; the targets included. */
export function nodesReaching(graph: Pick<Graph, "edges">, targets: Iterable<string>): Set<string> {
  return follow(targets, (id) => edgesInto(graph, id).map((edge) => splitPort(edge.from).node));
}

/** Ids of the nodes that edges lead to, over others, from one of the sources; the sources included. */
export function nodesReachedFrom(graph: Pick<Graph, "edges">, sources: Iterable<string>): Set<string> {
  return follow(sources, (id) => edgesOutOf(graph, id).map((edge) => splitPort(edge.to).node));
}

function follow(from: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  // A set is walked in the order in which it grows.
  const seen = new Set(from);
  for (const id of seen) for (const other of next(id)) seen.add(other);
  return seen;
}
