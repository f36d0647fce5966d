/** The parts of a graph that its columns follow from; wires are `node.port`. */
interface Wired {
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

const nodeOf = (ref: string) => ref.slice(0, ref.indexOf("."));

/**
 * The column of each node when a graph is drawn from left to right: the longest way from a node without inputs, then moved
 * right to stand just before its first reader, so that parallel branches end side by side. What starts a graph stays first.
 */
export function graphColumns(graph: Wired): ReadonlyMap<string, number> {
  const columns = new Map(graph.nodes.map((node) => [node.id, 0]));
  const wires = graph.edges
    .map((edge) => ({ from: nodeOf(edge.from), to: nodeOf(edge.to) }))
    .filter(({ from, to }) => columns.has(from) && columns.has(to));
  const maxColumn = graph.nodes.length - 1;
  // As many rounds as nodes settle any graph without circles; one with circles just stops.
  for (let round = 0, moved = true; moved && round <= maxColumn; round++) {
    moved = false;
    for (const { from, to } of wires) {
      const next = Math.min(maxColumn, columns.get(from)! + 1);
      if (columns.get(to)! >= next) continue;
      columns.set(to, next);
      moved = true;
    }
  }
  const [first] = graph.nodes.filter((node) => !wires.some((wire) => wire.to === node.id));
  for (let round = 0, moved = true; moved && round <= maxColumn; round++) {
    moved = false;
    for (const node of graph.nodes) {
      if (node.id === first?.id) continue;
      const readers = wires.filter((wire) => wire.from === node.id).map((wire) => columns.get(wire.to)!);
      const place = Math.min(...readers) - 1;
      if (readers.length === 0 || place <= columns.get(node.id)!) continue;
      columns.set(node.id, place);
      moved = true;
    }
  }
  return columns;
}
