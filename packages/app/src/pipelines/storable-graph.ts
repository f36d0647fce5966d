import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import { readGraphFile } from "@aisle/runtime/graph/graph-file";
import type { Json } from "@aisle/runtime/json";
import { isStorable, unstorableReason } from "./storable-text.ts";

/** Reads a graph file that can be stored; throws as `readGraphFile`, and `graph.invalid` for texts that cannot be stored. */
export function storableGraph(file: Json): Graph {
  const graph = readGraphFile(file);
  if (!isStorable(graph as unknown as Json))
    throw new AisleError("graph.invalid", `The graph is refused: ${unstorableReason}.`);
  return graph;
}
