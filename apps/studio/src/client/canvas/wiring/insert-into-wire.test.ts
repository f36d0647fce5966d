import type { Facts } from "@aisle/runtime/compile/facts";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { many, type PortSpec, port } from "@aisle/runtime/node-sdk/port-type";
import { expect, it } from "vitest";
import { bridgeFixes } from "./bridge-fixes.ts";
import { insertIntoWire, portsBetween } from "./insert-into-wire.ts";
import { nextWire } from "./next-wire.ts";

function manifest(
  type: string,
  inputs: Record<string, PortSpec>,
  outputs: Record<string, PortSpec>,
  more: Partial<NodeManifest> = {},
): [string, NodeManifest] {
  const rest = { version: 1, title: type, summary: "", icon: "x", folder: "x", role: "step" as const, effects: [] };
  return [type, { type, ...rest, inputs, outputs, configSchema: {}, defaults: {}, examples: [], ...more }];
}

const collection = { params: { embedder: { fact: "collection.{config.collection}.embedder" } } };
const byConfig = { params: { embedder: { config: "embedder" } } };
const manifests = new Map([
  manifest("request", {}, { text: port("Text") }),
  manifest(
    "embed",
    { text: port("Text") },
    { vector: port("Vector", byConfig) },
    { defaults: { embedder: "small@1" } },
  ),
  manifest(
    "search",
    { vector: port("Vector", collection) },
    { products: port("Products") },
    { defaults: { collection: "all" } },
  ),
  manifest("limit", { products: port("Products") }, { products: port("Products") }),
  manifest("join", { lists: many(port("Products"), 2) }, { products: port("Products") }),
  manifest(
    "guess",
    { value: port("Json") },
    { vector: port("Vector", byConfig) },
    { defaults: { embedder: "small@1" } },
  ),
]);
const facts: Facts = { target: "endpoint", collections: [{ name: "all", embedder: "large@2" }] };
const surroundings = { manifests, facts };
const node = (id: string, type: string): Graph["nodes"][number] => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config: manifests.get(type)!.defaults,
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [node("r", "request"), node("s", "search"), node("t", "search"), node("j", "join")],
  edges: [
    { id: "sj", from: "s.products", to: "j.lists" },
    { id: "tj", from: "t.products", to: "j.lists" },
  ],
};
const after = (edit: Parameters<typeof applyEdit>[1]) => {
  const result = applyEdit(graph, edit);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

it("puts a new node between two ends in the wire's own place, as one step that undoes whole", () => {
  const edit = insertIntoWire(graph, surroundings, "sj", node("l", "limit"), String)!;
  expect(edit).toMatchObject({ do: "batch", title: "Insert l between s and j" });
  const result = after(edit);
  expect(result.graph.edges.map(({ from, to }) => `${from}>${to}`)).toEqual([
    "l.products>j.lists",
    "t.products>j.lists",
    "s.products>l.products",
  ]);
  const back = applyEdit(result.graph, result.inverse);
  expect(back.ok && back.graph).toEqual(graph);
});

it("makes the node a member of a group that holds both ends", () => {
  const grouped = { ...graph, groups: [{ id: "g", title: "G", nodes: ["s", "j"] }] };
  const edit = insertIntoWire(grouped, surroundings, "sj", node("l", "limit"), String)!;
  const result = applyEdit(grouped, edit);
  expect(result.ok && result.graph.groups[0]!.nodes).toEqual(["s", "j", "l"]);
});

it("offers no ports where a type does not go through, and closes no circle", () => {
  expect(portsBetween(graph, surroundings, node("e", "embed"), graph.edges[0]!)).toBeUndefined();
  expect(insertIntoWire(graph, surroundings, "sj", graph.nodes[3]!, String)).toBeUndefined();
  expect(insertIntoWire(graph, surroundings, "gone", node("l", "limit"), String)).toBeUndefined();
});

it("turns text into a search by meaning with the embed node, set to the collection's model", () => {
  const quickFixes = bridgeFixes(graph, surroundings, "r.text", "s.vector");
  expect(quickFixes.map(({ title }) => title)).toEqual(["Add embed between", "Add guess between"]);
  const { graph: fixed } = after({ do: "batch", title: "m", edits: quickFixes[0]!.edits });
  const added = fixed.nodes.at(-1)!;
  expect(added).toMatchObject({ type: "embed", config: { embedder: "large@2" } });
  expect(fixed.edges.slice(-2).map(({ from, to }) => [from, to])).toEqual([
    ["r.text", `${added.id}.text`],
    [`${added.id}.vector`, "s.vector"],
  ]);
});

it("offers no bridge that would lack another input", () => {
  expect(bridgeFixes(graph, surroundings, "r.text", "j.lists")).toEqual([]);
});

it("goes round a node's wires, those that lead in first", () => {
  expect(nextWire(graph, "j", undefined)?.id).toBe("sj");
  expect(nextWire(graph, "j", "sj")?.id).toBe("tj");
  expect(nextWire(graph, "j", "tj")?.id).toBe("sj");
  expect(nextWire(graph, "r", undefined)).toBeUndefined();
});
