import { saveFile } from "../ui/save-file.ts";

/** Saves a graph as a file, with its ids. */
export function downloadGraph(name: string, graph: unknown): void {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  saveFile(`${plain || "pipeline"}.aisle.json`, `${JSON.stringify(graph, null, 2)}\n`, "application/json");
}
