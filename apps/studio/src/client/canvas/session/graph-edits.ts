import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

/** A short random id that a graph file accepts. */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${prefix.slice(0, 40)}-${Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("")}`;
}

export const gridSize = 16;
export const nodeWidth = 188;

/** Snaps to the grid's dots. */
export function snap(position: { readonly x: number; readonly y: number }): { x: number; y: number } {
  return { x: Math.round(position.x / gridSize) * gridSize, y: Math.round(position.y / gridSize) * gridSize };
}

/** A fresh graph node of a type, with its defaults. */
export function placedNode(manifest: NodeManifest, position: { readonly x: number; readonly y: number }): GraphNode {
  const [, name = manifest.type] = manifest.type.split(".");
  return {
    id: newId(name.replace(/[^A-Za-z0-9_-]/g, "-")),
    type: manifest.type,
    version: manifest.version,
    position: snap(position),
    config: manifest.defaults as GraphNode["config"],
  };
}

/** Joins two ports; a single input lets go of the wire that it had. */
export function connectEdit(graph: Graph, manifest: NodeManifest | undefined, from: string, to: string): Edit {
  const edge: GraphEdge = { id: newId("wire"), from, to };
  const add: Edit = { do: "add-edge", edge };
  const { port } = splitPort(to);
  if (manifest?.inputs[port]?.arity === "many") return add;
  const old = graph.edges.filter((candidate) => candidate.to === to);
  if (old.length === 0) return add;
  return {
    do: "batch",
    title: "Replace a wire",
    edits: [...old.map((wire): Edit => ({ do: "remove-edge", id: wire.id })), add],
  };
}

/** Removes nodes and a wire in one step. */
export function removeEdit(nodes: readonly string[], wire: string | undefined): Edit | undefined {
  const edits: Edit[] = nodes.map((id) => ({ do: "remove-node", id }));
  if (wire !== undefined) edits.push({ do: "remove-edge", id: wire });
  if (edits.length === 0) return undefined;
  return edits.length === 1 ? edits[0]! : { do: "batch", title: "Delete", edits };
}
