import { type Graph, type GraphEdge, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";

interface WireIndex {
  readonly byId: ReadonlyMap<string, GraphEdge>;
  /** Wires that enter a node, by its id, in their order. */
  readonly into: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Wires that leave a node, by its id, in their order. */
  readonly outOf: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Ports that some wire enters. */
  readonly filledInputs: ReadonlySet<string>;
  /** Ports that some wire leaves. */
  readonly filledOutputs: ReadonlySet<string>;
}

// Edits never change an array in place, so an array is a good key: moving a node leaves the index of the wires as it is.
const nodeIndexes = new WeakMap<Graph["nodes"], ReadonlyMap<string, GraphNode>>();
const wireIndexes = new WeakMap<Graph["edges"], WireIndex>();

/** The nodes of a graph by their id; made once for each state of the graph, however many ask. */
export function nodesById({ nodes }: Graph): ReadonlyMap<string, GraphNode> {
  let found = nodeIndexes.get(nodes);
  if (found === undefined) {
    found = new Map(nodes.map((node) => [node.id, node]));
    nodeIndexes.set(nodes, found);
  }
  return found;
}

/** The wires of a graph by what one looks them up by; made once for each state of the wires, however many ask. */
export function wireIndex({ edges }: Graph): WireIndex {
  let found = wireIndexes.get(edges);
  if (found === undefined) {
    found = makeWireIndex(edges);
    wireIndexes.set(edges, found);
  }
  return found;
}

function makeWireIndex(edges: Graph["edges"]): WireIndex {
  const into = new Map<string, GraphEdge[]>();
  const outOf = new Map<string, GraphEdge[]>();
  const put = (map: Map<string, GraphEdge[]>, node: string, edge: GraphEdge) => {
    const list = map.get(node);
    if (list === undefined) map.set(node, [edge]);
    else list.push(edge);
  };
  for (const edge of edges) {
    put(into, splitPort(edge.to).node, edge);
    put(outOf, splitPort(edge.from).node, edge);
  }
  return {
    byId: new Map(edges.map((edge) => [edge.id, edge])),
    into,
    outOf,
    filledInputs: new Set(edges.map((edge) => edge.to)),
    filledOutputs: new Set(edges.map((edge) => edge.from)),
  };
}
