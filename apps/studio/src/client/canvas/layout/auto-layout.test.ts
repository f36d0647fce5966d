import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import elk from "elkjs/lib/elk.bundled.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nodeWidth } from "../session/graph-edits.ts";
import { layoutEdit } from "./auto-layout.ts";
import { cardGraph } from "./card-graph.ts";
import { elkGraph, layersOf } from "./elk-layers.ts";

const heightOf = (key: string) => (key === "n9" ? 260 : 152);
const portTop = () => 58;

function graphOf(count: number, pairs: readonly (readonly [number, number])[], groups: Graph["groups"] = []): Graph {
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    type: "rank.limit",
    version: 1,
    position: { x: 0, y: 0 },
    config: {},
  }));
  const edges = pairs.map(([from, to], at) => ({ id: `e${at}`, from: `n${from}.out`, to: `n${to}.in` }));
  return { ...emptyGraph, nodes, edges, groups };
}

async function laidOut(graph: Graph, width = 904): Promise<Graph> {
  const layers = layersOf(await new elk.default().layout(elkGraph(cardGraph(graph), heightOf, portTop)));
  const edit = layoutEdit(graph, { width, heightOf, layers });
  if (edit === undefined) return graph;
  const result = applyEdit(graph, edit);
  if (!result.ok) throw new Error(result.reason);
  return result.graph;
}

it("puts what feeds left of what is fed, in lanes that fit the width", async () => {
  const graph = await laidOut(
    graphOf(9, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
      [6, 7],
      [7, 8],
    ]),
  );
  expect(new Set(graph.nodes.map(({ position }) => position.y)).size).toBe(3);
  for (const { position } of graph.nodes) expect(position.x + nodeWidth).toBeLessThanOrEqual(904);
});

it("orders a column so that wires do not cross", async () => {
  // 0 and 1 feed 3 and 2: whatever order they come in, the feeders stand beside what they feed.
  const { nodes } = await laidOut(
    graphOf(4, [
      [0, 3],
      [1, 2],
    ]),
  );
  const y = (at: number) => nodes[at]!.position.y;
  expect(Math.sign(y(0) - y(1))).toBe(Math.sign(y(3) - y(2)));
});

it("moves a collapsed group as one card, and leaves its members where they are", async () => {
  const group = { id: "g", title: "G", nodes: ["n1", "n2"], collapsed: true as const, position: { x: 7, y: 7 } };
  const graph = await laidOut(
    graphOf(
      4,
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      [group],
    ),
  );
  expect(graph.nodes[1]!.position).toEqual({ x: 0, y: 0 });
  const [first, last] = [graph.nodes[0]!.position, graph.nodes[3]!.position];
  const card = graph.groups[0]!.position!;
  expect([first.x < card.x, card.x < last.x]).toEqual([true, true]);
});

it("keeps cards of any height apart in any graph", async () => {
  const wires = fc.array(fc.tuple(fc.nat(10), fc.nat(10)), { maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(wires, fc.integer({ min: 500, max: 1600 }), async (pairs, width) => {
      const { nodes } = await laidOut(
        graphOf(
          11,
          pairs.filter(([from, to]) => from < to),
        ),
        width,
      );
      nodes.forEach((a, at) => {
        for (const b of nodes.slice(at + 1)) {
          const [upper, lower] = a.position.y <= b.position.y ? [a, b] : [b, a];
          const apart =
            Math.abs(a.position.x - b.position.x) >= nodeWidth ||
            lower.position.y - upper.position.y >= heightOf(upper.id);
          expect(apart).toBe(true);
        }
      });
    }),
    { numRuns: 25 },
  );
});

it("does nothing to a graph that is laid out already", async () => {
  const once = await laidOut(
    graphOf(5, [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 4],
    ]),
  );
  expect(await laidOut(once)).toBe(once);
});
