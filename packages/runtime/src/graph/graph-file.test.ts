import { expect, it } from "vitest";
import { emptyGraph, type Graph } from "./graph.ts";
import { readGraphFile } from "./graph-file.ts";

const place = (id: string): Graph["nodes"][number] => ({
  id,
  type: "nobody.has-this",
  version: 7,
  position: { x: 0, y: 0 },
  config: { stored: true },
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [place("a"), place("b")],
  edges: [{ id: "w", from: "a.out", to: "b.in" }],
  groups: [{ id: "g", title: "Lane", nodes: ["a"] }],
};

it("keeps every id, and nodes of types that nobody installed", () => {
  expect(readGraphFile(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
});

it.each([
  ["a node that is there twice", { ...graph, nodes: [...graph.nodes, place("a")] }, "nodes.2.id: a is there twice"],
  ["a wire from nowhere", { ...graph, nodes: [place("b")], groups: [] }, "edges.0.from: There is no node a"],
  [
    "a member that is gone",
    { ...graph, groups: [{ id: "g", title: "", nodes: ["z"] }] },
    "groups.0.nodes: There is no node z",
  ],
  [
    "a sample that is pinned nowhere",
    { ...graph, pins: [{ port: "z.out", value: 1, at: "2026-01-01T00:00:00Z" }] },
    "pins.0.port: There is no node z.",
  ],
  ["a wrong id", { ...graph, nodes: [{ ...place("a"), id: "a b" }] }, "nodes.0.id"],
  ["a missing field", { ...graph, nodes: [{ id: "a" }] }, "nodes.0.type: This is missing."],
  ["a value of another type", { ...graph, notes: "none" }, "notes: This must be a list."],
  ["an unknown field", { ...graph, colour: "red" }, "file: There is no field “colour”."],
])("names the place of %s", (_what, file, words) => {
  expect(() => readGraphFile(file)).toThrow(
    expect.objectContaining({ code: "graph.invalid", message: expect.stringContaining(words) }),
  );
});

it("refuses a graph from the future with its format", () => {
  expect(() => readGraphFile({ ...graph, format: 9 })).toThrow(
    expect.objectContaining({ code: "graph.from-the-future", message: expect.stringContaining("9") }),
  );
});
