import type { Graph, GraphEdge } from "../graph/graph.ts";
import { splitPort } from "../graph/graph.ts";
import { edgesInto, edgesOutOf, nodesById } from "../graph/graph-index.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { Problem, QuickFix } from "./problem.ts";

/** A node that draws, and the node after which the odds of its draws are no longer known. */
interface InexactExploration {
  readonly explorer: string;
  readonly by: string;
}

/**
 * Where exploration cannot be exact, among the nodes that reach the answer: a node that draws without logging odds, or one whose
 * products are reordered, dropped or drawn from again afterwards. What a later node does depends on what was drawn, so that
 * the odds of a product in its place are others than those that were logged.
 */
export function inexactExploration(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  reaching: ReadonlySet<string>,
): InexactExploration[] {
  const nodes = nodesById(graph);
  const manifestOf = (id: string) => manifests.get(nodes.get(id)?.type ?? "");
  const found: InexactExploration[] = [];
  const open: InexactExploration[] = [];
  for (const { id } of graph.nodes) {
    const manifest = manifestOf(id);
    if (!reaching.has(id) || manifest?.effects.includes("random") !== true) continue;
    if (manifest.logsOdds === true) open.push({ explorer: id, by: id });
    else found.push({ explorer: id, by: id });
  }
  const seen = new Set<string>();
  for (let at = 0; at < open.length; at++) {
    const { explorer, by } = open[at]!;
    for (const edge of edgesOutOf(graph, by)) {
      const next = splitPort(edge.to).node;
      if (!reaching.has(next) || seen.has(next)) continue;
      seen.add(next);
      const manifest = manifestOf(next);
      if (manifest?.role === "answer") continue;
      if (manifest?.keepsPlaces === true) open.push({ explorer, by: next });
      else found.push({ explorer, by: next });
    }
  }
  return found;
}

/** A warning for each of them, with the move to the end where that is one of wires alone. */
export function checkExploration(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  answer: string,
  reaching: ReadonlySet<string>,
): Problem[] {
  const nodes = nodesById(graph);
  const titleOf = (id: string) => {
    const node = nodes.get(id)!;
    return node.title ?? manifests.get(node.type)?.title ?? id;
  };
  return inexactExploration(graph, manifests, reaching).map(({ explorer, by }): Problem => {
    const quickFix = by === explorer ? undefined : moveToEnd(graph, explorer, answer, titleOf(explorer));
    const reason =
      by === explorer
        ? "It draws and does not log the odds"
        : `“${titleOf(by)}” comes after it and may move or drop what it drew`;
    const message = `${reason}: with which probability a product was shown stays unknown, and rankings cannot be compared by it.`;
    return {
      code: "inexact-exploration",
      severity: "warning",
      node: explorer,
      message,
      ...(quickFix === undefined ? {} : { quickFixes: [quickFix] }),
    };
  });
}

/** The explorer stands in a row with one wire in and one out, and so does the answer's input: the three are wired again. */
function moveToEnd(graph: Graph, explorer: string, answer: string, title: string): QuickFix | undefined {
  const only = (edges: readonly GraphEdge[]) => (edges.length === 1 ? edges[0] : undefined);
  const into = only(edgesInto(graph, explorer));
  const out = only(edgesOutOf(graph, explorer));
  const last = only(edgesInto(graph, answer));
  if (into === undefined || out === undefined || last === undefined || last === out) return undefined;
  return {
    title: `Move ${title} to the end`,
    edits: [
      ...[into, out, last].map(({ id }) => ({ do: "remove-edge", id }) as const),
      { do: "add-edge", edge: { id: into.id, from: into.from, to: out.to } },
      { do: "add-edge", edge: { id: last.id, from: last.from, to: into.to } },
      { do: "add-edge", edge: { id: out.id, from: out.from, to: last.to } },
    ],
  };
}
