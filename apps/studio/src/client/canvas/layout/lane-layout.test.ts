import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nodeWidth } from "../session/graph-edits.ts";
import { layoutLanes } from "./lane-layout.ts";

function chain(length: number, extra: readonly (readonly [number, number])[] = []): Graph {
  const nodes = Array.from({ length }, (_, at) => ({
    id: `n${at}`,
    type: "rank.limit",
    version: 1,
    position: { x: 0, y: 0 },
    config: {},
  }));
  const pairs = [...nodes.slice(1).map((_, at) => [at, at + 1] as const), ...extra];
  return {
    ...emptyGraph,
    nodes,
    edges: pairs.map(([from, to], at) => ({ id: `e${at}`, from: `n${from}.out`, to: `n${to}.in` })),
  };
}

const heightOf = () => 152;

it("breaks a long chain into lanes that fit the width", () => {
  const places = layoutLanes(chain(9), { width: 904, heightOf });
  const lanes = new Set([...places.values()].map((place) => place.y));
  expect(lanes.size).toBe(3);
  for (const place of places.values()) expect(place.x + nodeWidth).toBeLessThanOrEqual(904);
});

it("keeps cards apart in any graph", () => {
  const wires = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 });
  fc.assert(
    fc.property(wires, fc.integer({ min: 500, max: 1600 }), (pairs, width) => {
      const places = [
        ...layoutLanes(
          chain(
            12,
            pairs.filter(([from, to]) => from < to),
          ),
          { width, heightOf },
        ).values(),
      ];
      places.forEach((a, at) => {
        for (const b of places.slice(at + 1)) {
          expect(Math.abs(a.x - b.x) >= nodeWidth || Math.abs(a.y - b.y) >= 152).toBe(true);
        }
      });
    }),
  );
});

it("gives a graph of many windows the window's shape, and leaves others at the window's width", () => {
  const shape = (length: number) => {
    const places = [...layoutLanes(chain(length), { width: 900, height: 600, heightOf }).values()];
    return {
      wide: Math.max(...places.map(({ x }) => x)) + nodeWidth,
      tall: Math.max(...places.map(({ y }) => y)) + 152,
    };
  };
  expect(shape(12).wide).toBeLessThanOrEqual(900);
  const large = shape(300);
  expect(large.wide / large.tall).toBeGreaterThan(0.9);
  expect(large.wide / large.tall).toBeLessThan(2.4);
});

it("stands a framed group beside a titled lane where it fits, and below where it does not", () => {
  const graph = {
    ...chain(4),
    groups: [
      { id: "lane", title: "Find", nodes: ["n0", "n1"] },
      { id: "frame", title: "Rank", nodes: ["n2", "n3"], colour: "moss" as const },
    ],
  };
  const wide = layoutLanes(graph, { width: 1000, heightOf });
  expect(wide.get("n2")!.y).toBe(wide.get("n1")!.y);
  expect(wide.get("n2")!.x).toBeGreaterThanOrEqual(wide.get("n1")!.x + nodeWidth + 32);
  const narrow = layoutLanes(graph, { width: 700, heightOf });
  expect(narrow.get("n2")!.y).toBeGreaterThan(narrow.get("n1")!.y + 152);
});

it("gives each group lanes of its own and splits tall fans", () => {
  const fan = chain(3, []);
  const extra = [3, 4, 5, 6].map((at) => ({ ...fan.nodes[0]!, id: `n${at}` }));
  const wires = extra.flatMap((node) => [
    { id: `a${node.id}`, from: "n0.out", to: `${node.id}.in` },
    { id: `b${node.id}`, from: `${node.id}.out`, to: "n2.in" },
  ]);
  const graph: Graph = {
    ...fan,
    nodes: [...fan.nodes, ...extra],
    edges: [...fan.edges, ...wires],
    groups: [{ id: "end", title: "Answer", nodes: ["n2"] }],
  };
  const places = layoutLanes(graph, { width: 1600, heightOf });
  const lowest = Math.max(...["n0", "n1", "n3", "n4", "n5", "n6"].map((id) => places.get(id)!.y));
  expect(lowest).toBeLessThan(places.get("n2")!.y);
  expect(new Set(["n1", "n3", "n4", "n5", "n6"].map((id) => places.get(id)!.x)).size).toBe(2);
});
