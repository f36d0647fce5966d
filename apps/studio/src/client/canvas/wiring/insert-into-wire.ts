import { canConnect } from "@aisle/runtime/compile/assignable";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { newId } from "../session/graph-edits.ts";

/** What is known of the graph's surroundings. */
export interface Surroundings {
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly facts: Facts;
}

/** The ports by which a node goes between an output and an input. */
export interface Between {
  readonly input: string;
  readonly output: string;
}

/** The first ports of a node that fit between two others; `undefined` when none do. The node need not be in the graph yet. */
export function portsBetween(
  graph: Graph,
  { manifests, facts }: Surroundings,
  node: GraphNode,
  ends: Pick<GraphEdge, "from" | "to">,
): Between | undefined {
  const manifest = manifests.get(node.type);
  if (manifest === undefined) return undefined;
  const nodes = graph.nodes.some(({ id }) => id === node.id) ? graph.nodes : [...graph.nodes, node];
  const edges = graph.edges.filter((edge) => edge.from !== ends.from || edge.to !== ends.to);
  const without = { ...graph, nodes, edges };
  const fits = (from: string, to: string, within: Graph) => canConnect(within, manifests, facts, from, to).ok;
  for (const input of Object.keys(manifest.inputs)) {
    const joined = `${node.id}.${input}`;
    if (!fits(ends.from, joined, without)) continue;
    // What the node gives may hang on what it takes: its type variables are known only with the first wire in place.
    const half = { ...without, edges: [...edges, { id: "half", from: ends.from, to: joined }] };
    const output = Object.keys(manifest.outputs).find((port) => fits(`${node.id}.${port}`, ends.to, half));
    if (output !== undefined) return { input, output };
  }
  return undefined;
}

/** Puts a node between the ends of a wire as one step of undo: the wire goes, both sides are joined, in the wire's place. */
export function insertIntoWire(
  graph: Graph,
  surroundings: Surroundings,
  wire: string,
  node: GraphNode,
  titleOf: (node: string) => string,
): Edit | undefined {
  const at = graph.edges.findIndex(({ id }) => id === wire);
  const edge = graph.edges[at];
  if (edge === undefined) return undefined;
  const between = portsBetween(graph, surroundings, node, edge);
  if (between === undefined) return undefined;
  const edits: Edit[] = [{ do: "remove-edge", id: edge.id }];
  if (!graph.nodes.some(({ id }) => id === node.id)) edits.push({ do: "add-node", node });
  edits.push(
    { do: "add-edge", edge: { id: newId("wire"), from: edge.from, to: `${node.id}.${between.input}` } },
    { do: "add-edge", edge: { id: newId("wire"), from: `${node.id}.${between.output}`, to: edge.to }, at },
  );
  const groups = graph.groups.filter((group) =>
    [edge.from, edge.to].every((ref) => group.nodes.includes(splitPort(ref).node)),
  );
  // Between two members it is one of them.
  if (groups.length > 0) edits.push({ do: "set-membership", node: node.id, groups: groups.map(({ id }) => ({ id })) });
  const [from, to] = [splitPort(edge.from).node, splitPort(edge.to).node];
  const title = `Insert ${titleOf(node.id)} between ${titleOf(from)} and ${titleOf(to)}`;
  return { do: "batch", title: title.slice(0, 120), edits };
}
