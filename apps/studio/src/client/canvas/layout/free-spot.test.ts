import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { freeSpot } from "./free-spot.ts";

const at = (id: string, x: number, y: number): Graph["nodes"][number] => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x, y },
  config: {},
});
const graph: Graph = { ...emptyGraph, nodes: [at("a", 0, 0), at("b", 100, 176), at("c", 600, 0)] };

it("stays where nothing is in the way", () => {
  expect(freeSpot(graph, { x: 300, y: 0 })).toEqual({ x: 300, y: 0 });
});

it("goes down past everything that it would cover, by real heights", () => {
  expect(freeSpot(graph, { x: 20, y: 40 })).toEqual({ x: 20, y: 352 });
  expect(freeSpot(graph, { x: 20, y: 40 }, () => 300)).toEqual({ x: 20, y: 500 });
});

it("counts a collapsed group as its card and not as its members", () => {
  const groups = [{ id: "g", title: "G", nodes: ["a", "b"], collapsed: true as const, position: { x: 0, y: 400 } }];
  expect(freeSpot({ ...graph, groups }, { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
  expect(freeSpot({ ...graph, groups }, { x: 0, y: 420 })).toEqual({ x: 0, y: 576 });
});
