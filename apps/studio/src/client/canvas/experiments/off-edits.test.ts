import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { offEdits } from "./off-edits.ts";

const { manifests } = makeRegistry(builtInNodes);
const at = { position: { x: 0, y: 0 }, version: 1, config: {} };
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    { ...at, id: "in", type: "data.endpoint-request" },
    { ...at, id: "items", type: "data.request-products" },
    { ...at, id: "top", type: "rank.limit" },
    { ...at, id: "out", type: "answer.products" },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "top.products" },
    { id: "e3", from: "top.products", to: "out.products" },
  ],
};
const off = (id: string) => offEdits(graph, id, manifests.get(graph.nodes.find((node) => node.id === id)?.type ?? ""));

it("takes a node out and joins what came in to what read it", () => {
  const edits = off("top")!;
  const result = applyEdit(graph, edits[0]!);
  if (!result.ok) throw new Error(result.reason);
  expect(result.graph.nodes.map(({ id }) => id)).toEqual(["in", "items", "out"]);
  expect(result.graph.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
    "in.body items.body",
    "items.products out.products",
  ]);
});

it("offers it for no node without which the graph is not whole", () => {
  for (const id of ["in", "items", "out", "nowhere"]) expect([id, off(id)]).toEqual([id, undefined]);
});
