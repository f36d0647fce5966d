import { type Graph, splitPort } from "../graph/graph.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
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
  const edges = graph.edges.filter((edge) => !badEdges.has(edge.id));
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of graph.nodes) {
      if (!nodes.has(node.id) || hasItsInputs(node.id, manifests.get(node.type), edges, nodes)) continue;
      nodes.delete(node.id);
      changed = true;
    }
  }
  const kept = edges.filter((edge) => nodes.has(splitPort(edge.from).node) && nodes.has(splitPort(edge.to).node));
  return { graph: { ...graph, nodes: graph.nodes.filter((node) => nodes.has(node.id)), edges: kept }, nodes };
}

function hasItsInputs(
  id: string,
  manifest: NodeManifest | undefined,
  edges: Graph["edges"],
  nodes: ReadonlySet<string>,
): boolean {
  if (manifest === undefined) return false;
  return Object.entries(manifest.inputs).every(([port, spec]) => {
    if (spec.arity === "optional") return true;
    const wires = edges.filter((edge) => edge.to === `${id}.${port}` && nodes.has(splitPort(edge.from).node)).length;
    return wires >= (spec.arity === "many" ? (spec.min ?? 1) : 1);
  });
}
