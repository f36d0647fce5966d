import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { connectEdit, removeEdit } from "./graph-edits.ts";

const place = (id: string): Graph["nodes"][number] => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x: 0, y: 0 },
  config: { count: 3 },
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [place("a"), place("b"), place("c")],
  edges: [
    { id: "ab", from: "a.out", to: "b.in" },
    { id: "bc", from: "b.out", to: "c.in" },
  ],
};

it("replaces the wire of a single input", () => {
  const result = applyEdit(graph, connectEdit(graph, undefined, "a.out", "c.in"));
  if (!result.ok) throw new Error(result.reason);
  expect(result.graph.edges.filter((edge) => edge.to === "c.in").map((edge) => edge.from)).toEqual(["a.out"]);
});

it("removes nodes with their wires in one step that undoes whole", () => {
  const result = applyEdit(graph, removeEdit(["a", "b"], undefined)!);
  if (!result.ok) throw new Error(result.reason);
  expect(result.graph.edges).toEqual([]);
  const back = applyEdit(result.graph, result.inverse);
  if (!back.ok) throw new Error(back.reason);
  expect(new Set(back.graph.nodes)).toEqual(new Set(graph.nodes));
  expect(new Set(back.graph.edges)).toEqual(new Set(graph.edges));
  expect(removeEdit([], undefined)).toBeUndefined();
});
