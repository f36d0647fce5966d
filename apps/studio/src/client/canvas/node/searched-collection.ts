import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { useBuilding } from "../../collections/index-building.tsx";
import { useCanvas, useGraph } from "../session/use-canvas.ts";

/** The collection that a node searches by meaning; undefined for one that does not. */
export function searchedCollection(node: GraphNode, manifest: NodeManifest | undefined): string | undefined {
  if (manifest?.effects.includes("vectors") !== true) return undefined;
  const name = node.config.collection ?? manifest.defaults.collection;
  return typeof name === "string" ? name : undefined;
}

/** The collections that nodes of this graph search in and that are being built with products missing. */
export function useSearchedBuilding(): ReturnType<typeof useBuilding> {
  const { manifests } = useCanvas();
  const names = useGraph(
    (graph) => new Set(graph.nodes.flatMap((node) => searchedCollection(node, manifests.get(node.type)) ?? [])),
    (a, b) => [...a].join() === [...b].join(),
  );
  return useBuilding().filter(({ name }) => names.has(name));
}
