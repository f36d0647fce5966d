import type { Graph, GraphEdge, GraphNode } from "@aisle/runtime/graph/graph";

const rows = 15;
const columns = 20;
const fuseColumns = new Set([6, 11, 16]);
const chain = ["rules.in-stock", "rules.diversity", "rank.limit", "rank.explore"] as const;

/** A pipeline of 300 nodes and 500 wires that runs: 59 lists of products, chains of rules, and 45 fuses that join them. */
export function largeGraph(): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const idAt = (column: number, row: number) => `n${column}-${row}`;
  const wire = (from: string, to: string) => edges.push({ id: `w${edges.length}`, from, to });
  let fuses = 0;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const id = idAt(column, row);
      const add = (type: string, config: GraphNode["config"] = {}) =>
        nodes.push({ id, type, version: 1, position: { x: column * 248, y: row * 192 }, config });
      const request = `${idAt(0, 0)}.shopper`;
      const last = column === columns - 1 && row === rows - 1;
      if (column === 0) {
        if (row === 0) add("data.endpoint-request");
        else add("find.trending", { limit: 10 + row });
      } else if (column <= 3) {
        add(row % 3 === 0 ? "find.bought-before" : "find.best-sellers", { limit: 20 + row });
        wire(request, `${id}.shopper`);
      } else if (fuseColumns.has(column)) {
        add("rank.fuse");
        // Most lists come from the neighbours before, some over half of the drawing.
        const lists = fuses++ < 35 ? 6 : 5;
        for (let at = 0; at < lists; at++) {
          const far = at >= lists - 2;
          const from = far ? idAt(1 + (at % 3), (row * 7 + at * 3) % rows) : idAt(column - 1, (row + at) % rows);
          wire(`${from}.products`, `${id}.lists`);
        }
      } else {
        if (last) add("answer.products");
        else add(chain[(column + row) % chain.length]!);
        wire(`${idAt(column - 1, row)}.products`, `${id}.products`);
      }
    }
  }
  const samples = [{ id: "shopper", title: "A shopper", request: { shopperId: "s_00001" } }];
  return { format: 1, nodes, edges, notes: [], groups: [], samples };
}
