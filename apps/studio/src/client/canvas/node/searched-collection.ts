import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { type BuildingCollection, useBuilding } from "../../collections/index-building.tsx";
import { useCanvas, useGraph } from "../session/use-canvas.ts";

/** The collection that keyword search reads. */
const keywordCollection = "products";

/** A collection that a node searches, by words alone or by meaning. */
export interface SearchedCollection {
  readonly name: string;
  readonly by: "words" | "meaning";
}

/** The collection that a node searches; undefined for one that does not. */
export function searchedCollection(
  node: GraphNode,
  manifest: NodeManifest | undefined,
): SearchedCollection | undefined {
  if (manifest?.effects.includes("vectors") === true) {
    const name = node.config.collection ?? manifest.defaults.collection;
    return typeof name === "string" ? { name, by: "meaning" } : undefined;
  }
  return manifest?.effects.includes("keyword") === true ? { name: keywordCollection, by: "words" } : undefined;
}

/** The words can be found long before everything can be by meaning. */
function misses({ name, keywordsReady }: BuildingCollection, searched: SearchedCollection): boolean {
  return name === searched.name && (searched.by === "meaning" || !keywordsReady);
}

/** The collection that is searched, while it is being built with products missing for this search. */
export function useBuildingOf(searched: SearchedCollection): BuildingCollection | undefined {
  return useBuilding().find((collection) => misses(collection, searched));
}

/** The collections that nodes of this graph search in and that are being built with products missing for them. */
export function useSearchedBuilding(): readonly BuildingCollection[] {
  const { manifests } = useCanvas();
  const searched = useGraph(
    (graph) => graph.nodes.flatMap((node) => searchedCollection(node, manifests.get(node.type)) ?? []),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  return useBuilding().filter((collection) => searched.some((one) => misses(collection, one)));
}
