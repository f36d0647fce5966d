import { readFacts } from "@aisle/runtime/compile/facts";
import { outputTypes, resolvePort } from "@aisle/runtime/compile/port-resolution";
import type { QuickFix } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { freeSpot } from "../layout/free-spot.ts";
import { newId, placedNode, snap } from "../session/graph-edits.ts";
import { portsBetween, type Surroundings } from "./insert-into-wire.ts";

/** Enough to choose from; more would be a catalogue. */
const maxFixes = 2;

/** Nodes that make of an output what an input takes, such as an embed node between text and a search by meaning, as quick fixes. */
export function bridgeFixes(
  graph: Graph,
  surroundings: Surroundings,
  from: string,
  to: string,
  wire?: string,
): readonly QuickFix[] {
  const given = outputTypes(graph, surroundings.manifests, readFacts(surroundings.facts))(from)?.type;
  const quickFixes: (QuickFix & { readonly exact: boolean })[] = [];
  for (const manifest of surroundings.manifests.values()) {
    if (manifest.role !== "step") continue;
    const node = suited(graph, surroundings, manifest, to);
    const between = portsBetween(graph, surroundings, node, { from, to });
    if (between === undefined || needsMore(manifest, between.input)) continue;
    const edits: Edit[] = replacedWires(graph, surroundings, to, wire).map((id) => ({ do: "remove-edge", id }));
    edits.push(
      { do: "add-node", node: { ...node, position: placeBetween(graph, from, to) } },
      { do: "add-edge", edge: { id: newId("wire"), from, to: `${node.id}.${between.input}` } },
      { do: "add-edge", edge: { id: newId("wire"), from: `${node.id}.${between.output}`, to } },
    );
    const exact = manifest.inputs[between.input]?.type === given;
    quickFixes.push({ title: `Add ${manifest.title} between`, edits, exact });
  }
  // What takes the very type comes before what takes anything.
  return quickFixes
    .toSorted((a, b) => Number(b.exact) - Number(a.exact))
    .slice(0, maxFixes)
    .map(({ title, edits }) => ({ title, edits }));
}

/** A node of the type, set to the embedding model that the input asks for. */
function suited(graph: Graph, { manifests, facts }: Surroundings, manifest: NodeManifest, to: string): GraphNode {
  const node = placedNode(manifest, { x: 0, y: 0 });
  const { node: id, port } = splitPort(to);
  const target = graph.nodes.find((one) => one.id === id);
  const targetManifest = manifests.get(target?.type ?? "");
  const spec = targetManifest?.inputs[port];
  if (target === undefined || targetManifest === undefined || spec === undefined) return node;
  const { embedder } = resolvePort(spec, target, targetManifest, readFacts(facts)).params;
  if (embedder === undefined || !("embedder" in manifest.defaults)) return node;
  // A model that is not here cannot embed: the wire is then refused, and rebuilding repairs it.
  if (facts.embedders?.includes(embedder) === false) return node;
  return { ...node, config: { ...node.config, embedder } };
}

const needsMore = (manifest: NodeManifest, input: string) =>
  Object.entries(manifest.inputs).some(
    ([name, spec]) => name !== input && (spec.arity === "required" || (spec.arity === "many" && (spec.min ?? 1) > 0)),
  ) ||
  (manifest.inputs[input]?.arity === "many" && (manifest.inputs[input]?.min ?? 1) > 1);

function replacedWires(graph: Graph, { manifests }: Surroundings, to: string, wire: string | undefined): string[] {
  const { node, port } = splitPort(to);
  const type = graph.nodes.find(({ id }) => id === node)?.type ?? "";
  const many = manifests.get(type)?.inputs[port]?.arity === "many";
  return graph.edges.filter((edge) => edge.id === wire || (!many && edge.to === to)).map(({ id }) => id);
}

function placeBetween(graph: Graph, from: string, to: string): { x: number; y: number } {
  const at = (ref: string) => graph.nodes.find(({ id }) => id === splitPort(ref).node)?.position ?? { x: 0, y: 0 };
  const [start, end] = [at(from), at(to)];
  return snap(freeSpot(graph, { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }));
}
