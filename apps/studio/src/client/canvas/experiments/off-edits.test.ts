import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { expect, it } from "vitest";
import { offEdits } from "./off-edits.ts";

const input = <T extends "Json" | "Products">(type: T) => ({ type, arity: "required" }) as const;
const manifestOf = (parts: object) =>
  ({ title: "", defaults: {}, inputs: {}, outputs: {}, ...parts }) as unknown as NodeManifest;
const manifests = new Map<string, NodeManifest>([
  ["data.endpoint-request", manifestOf({ role: "trigger", outputs: { body: port("Json") } })],
  ["data.request-products", manifestOf({ inputs: { body: input("Json") }, outputs: { products: port("Products") } })],
  ["rank.limit", manifestOf({ inputs: { products: input("Products") }, outputs: { products: port("Products") } })],
  ["answer.products", manifestOf({ role: "answer", inputs: { products: input("Products") } })],
]);
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
