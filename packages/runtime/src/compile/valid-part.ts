import { type Graph, splitPort } from "../graph/graph.ts";
import { edgesOutOf, nodesById } from "../graph/graph-index.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { PortSpec } from "../node-sdk/port-type.ts";
import type { Problem } from "./problem.ts";

/** Codes of the whole graph, or of wires that are simply left out of a preview. */
const harmless: ReadonlySet<Problem["code"]> = new Set([
  "no-trigger",
  "no-answer",
  "answer-unreached",
  "over-budget",
  "unused-node",
  "batch-in-endpoint",
]);

/** The largest part of a graph that can run: without wrong wires, nodes with errors, and nodes that need one of those. */
export function validPart(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  problems: readonly Problem[],
): { readonly graph: Graph; readonly nodes: ReadonlySet<string> } {
  const blocking = problems.filter((problem) => problem.severity === "error" && !harmless.has(problem.code));
  const badEdges = new Set(blocking.flatMap((problem) => problem.edge ?? []));
  const badNodes = new Set(blocking.flatMap((problem) => (problem.edge === undefined ? (problem.node ?? []) : [])));
  const nodes = new Set(graph.nodes.map((node) => node.id).filter((id) => !badNodes.has(id)));
  const byId = nodesById(graph);
  const edges = graph.edges.filter((edge) => !badEdges.has(edge.id));
  const part = { edges };
  const ports = (id: string) => Object.entries(manifests.get(byId.get(id)?.type ?? "")?.inputs ?? {});
  // How many edges each input still has; a node that goes takes its edges from the inputs that it feeds.
  const left = new Map<string, number>();
  for (const edge of edges) if (nodes.has(splitPort(edge.from).node)) left.set(edge.to, (left.get(edge.to) ?? 0) + 1);
  const lacks = (id: string) =>
    !manifests.has(byId.get(id)?.type ?? "") ||
    ports(id).some(([port, spec]) => (left.get(`${id}.${port}`) ?? 0) < fewest(spec));
  const open = [...nodes].filter(lacks);
  for (const id of open) nodes.delete(id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of edgesOutOf(part, id)) {
      left.set(edge.to, left.get(edge.to)! - 1);
      const fed = splitPort(edge.to).node;
      if (!nodes.has(fed) || !lacks(fed)) continue;
      nodes.delete(fed);
      open.push(fed);
    }
  }
  const connected = edges.filter((edge) => nodes.has(splitPort(edge.from).node) && nodes.has(splitPort(edge.to).node));
  return { graph: { ...graph, nodes: graph.nodes.filter((node) => nodes.has(node.id)), edges: connected }, nodes };
}

/** How many edges an input needs. */
function fewest({ arity, min }: PortSpec): number {
  if (arity === "optional") return 0;
  return arity === "many" ? (min ?? 1) : 1;
}
