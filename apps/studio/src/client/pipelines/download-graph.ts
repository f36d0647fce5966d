/** Saves a graph as a file, ids kept. */
export function downloadGraph(name: string, graph: unknown): void {
  const blob = new Blob([`${JSON.stringify(graph, null, 2)}\n`], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-+|-+$/g, "") || "pipeline"
  }.aisle.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
