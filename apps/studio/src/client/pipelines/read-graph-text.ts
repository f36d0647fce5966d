import "../canvas/zod-without-code.ts";
import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import { readGraphFile } from "@aisle/runtime/graph/graph-file";

/** Reads a graph file's text, or a template's, which holds its graph beside its title; throws as `readGraphFile`. */
export function readGraphText(name: string, text: string): Graph {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new AisleError("graph.invalid", `${name} is not JSON. Choose a file that was exported from a pipeline.`);
  }
  const { graph, nodes } = (file ?? {}) as { readonly graph?: unknown; readonly nodes?: unknown };
  return readGraphFile(graph !== undefined && nodes === undefined ? graph : file);
}
