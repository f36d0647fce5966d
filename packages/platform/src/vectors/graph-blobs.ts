import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AisleError } from "@aisle/runtime/errors";
import type { Metric } from "@aisle/runtime/node-sdk/capabilities/vectors";
import type { BlobStore } from "../blobs/blob-store.ts";
import { type GraphItems, loadVectorGraph, type VectorGraph } from "./vector-graph.ts";

/** The two blobs of a saved graph: usearch's own file, and the ids and stamps that it was built over. */
export interface GraphBlobs {
  readonly graph: string;
  readonly items: string;
}

/** Bytes of a graph's file for each item beside its vector in half precision: neighbours and key (measured: 149). */
const linkBytes = 160;

/** About how large the file of a graph over so many vectors is. */
export function graphBytes(items: number, dimension: number): number {
  return items * (2 * dimension + linkBytes);
}

/** Stores a graph. */
export async function storeGraph(graph: VectorGraph, blobs: BlobStore): Promise<GraphBlobs> {
  const dir = await mkdtemp(join(tmpdir(), "aisle-graph-"));
  try {
    const path = join(dir, "graph.usearch");
    graph.save(path);
    const items: GraphItems = { ids: graph.ids, stamps: graph.stamps };
    return {
      graph: await blobs.putFile(path),
      items: await blobs.put(new TextEncoder().encode(JSON.stringify(items))),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Loads a stored graph from a file whose hash the blob store has just checked; undefined when a part is missing or
 * damaged: the collection is then searched without a graph until it is rebuilt.
 */
export async function fetchGraph(
  stored: GraphBlobs,
  blobs: BlobStore,
  dimension: number,
  metric: Metric,
): Promise<VectorGraph | undefined> {
  try {
    const [path, items] = await Promise.all([blobs.file(stored.graph), blobs.get(stored.items)]);
    if (path === undefined || items === undefined) return undefined;
    return loadVectorGraph(path, JSON.parse(new TextDecoder().decode(items)) as GraphItems, dimension, metric);
  } catch (error) {
    if (error instanceof AisleError && error.code === "blob.damaged") return undefined;
    throw error;
  }
}
