import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

/**
 * The edits that take a node out and let what came in go on to whoever read it: what “off” means for it. Undefined for a node that
 * has no output of the type of one of its inputs, or of which no wire goes on: without it the graph is not whole.
 */
export function offEdits(graph: Graph, id: string, manifest: NodeManifest | undefined): readonly Edit[] | undefined {
  if (manifest === undefined || manifest.role === "trigger" || manifest.role === "answer") return undefined;
  const edits: Edit[] = [{ do: "remove-node", id }];
  for (const edge of graph.edges) {
    const from = splitPort(edge.from);
    if (from.node !== id) continue;
    const type = manifest.outputs[from.port]?.type;
    const input = Object.entries(manifest.inputs).find(([, spec]) => spec.type === type)?.[0];
    const sources = graph.edges.filter(({ to }) => to === `${id}.${input}`);
    if (sources.length === 0) return undefined;
    for (const [at, source] of sources.entries())
      edits.push({ do: "add-edge", edge: { id: `${edge.id}-${at}`, from: source.from, to: edge.to } });
  }
  return edits.length === 1 ? undefined : [{ do: "batch", title: "Take the node out", edits }];
}
