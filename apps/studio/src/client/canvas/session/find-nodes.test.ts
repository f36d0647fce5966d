import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { findNodes } from "./find-nodes.ts";

const node = (id: string, type: string, more: Partial<Graph["nodes"][number]> = {}): Graph["nodes"][number] => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config: {},
  ...more,
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    node("a", "rules.filter", { config: { condition: "brand = 'Tent Works'" } }),
    node("b", "find.best-sellers", { title: "Best tents" }),
    node("c", "rank.limit"),
  ],
  groups: [{ id: "g", title: "Tents and bags", nodes: ["c"] }],
  notes: [{ id: "n", position: { x: 0, y: 0 }, text: "Ask about the TENT rule", width: 100, height: 50 }],
};

it("finds by title, type, settings and text, titles first", () => {
  expect(findNodes(graph, new Map(), "tent")).toEqual(["b", "group:g", "a", "note:n"]);
  expect(findNodes(graph, new Map(), "rank")).toEqual(["c"]);
  expect(findNodes(graph, new Map(), "brand works")).toEqual(["a"]);
});

it("finds nothing for no words and for what is not there", () => {
  expect(findNodes(graph, new Map(), "  ")).toEqual([]);
  expect(findNodes(graph, new Map(), "tent zebra")).toEqual([]);
});
