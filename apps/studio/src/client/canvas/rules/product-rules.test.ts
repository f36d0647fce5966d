import type { Facts } from "@aisle/runtime/compile/facts";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { many, type PortSpec, port } from "@aisle/runtime/node-sdk/port-type";
import { expect, it } from "vitest";
import { buryProduct, pinProduct } from "./product-rules.ts";
import type { RuleChange } from "./rules-node.ts";

function manifest(
  type: string,
  inputs: Record<string, PortSpec>,
  outputs: Record<string, PortSpec>,
  more: Partial<NodeManifest> = {},
): [string, NodeManifest] {
  const rest = { version: 1, title: type, summary: "", icon: "x", folder: "x", role: "step" as const, effects: [] };
  return [type, { type, ...rest, inputs, outputs, configSchema: {}, defaults: {}, examples: [], ...more }];
}

const list = { products: port("Products") };
const manifests = new Map([
  manifest("find", {}, list),
  manifest("rank.explore", list, list),
  manifest("join", { lists: many(port("Products")) }, list),
  manifest("rules.pin-and-boost", list, list, {
    title: "Pin & boost",
    defaults: { pins: [], boosts: [], buries: [] },
    configSchema: { properties: { pins: { maxItems: 2 }, buries: { maxItems: 1 } } },
  }),
  manifest("answer", list, { answer: port("Answer") }, { role: "answer", title: "Answer" }),
]);
const facts: Facts = { target: "endpoint", collections: [] };
const surroundings = { manifests, facts };

const node = (id: string, type: string, config = {}): Graph["nodes"][number] => ({
  ...{ id, type, version: 1, position: { x: 0, y: 0 } },
  config,
});
/** A chain of nodes, each wired to the next. */
const chain = (...nodes: readonly Graph["nodes"][number][]): Graph => ({
  ...emptyGraph,
  nodes: [...nodes],
  edges: nodes.slice(1).map((to, at) => ({
    id: `w${at}`,
    from: `${nodes[at]!.id}.products`,
    to: `${to.id}.products`,
  })),
});
const tent = { id: "NF-1", title: "Tent" };

function after(graph: Graph, change: RuleChange): Graph {
  if (!change.ok) throw new Error(change.reason);
  const result = applyEdit(graph, change.edit);
  if (!result.ok) throw new Error(result.reason);
  // One step of undo takes all of it back.
  const back = applyEdit(result.graph, result.inverse);
  expect(back.ok && back.graph).toEqual(graph);
  return result.graph;
}
const configOf = (graph: Graph, id: string) => graph.nodes.find((one) => one.id === id)?.config;

it("pins by the rule node that the list runs through next, and says so", () => {
  const graph = chain(
    node("early", "rules.pin-and-boost"),
    node("find", "rank.explore"),
    node("late", "rules.pin-and-boost"),
    node("answer", "answer"),
  );
  const change = pinProduct(graph, surroundings, "find", tent, 3);
  expect(change).toMatchObject({
    ok: true,
    node: "late",
    message: "Pinned “Tent” to the 3rd place by Pin & boost.",
  });
  expect(configOf(after(graph, change), "late")).toEqual({ pins: [{ productId: "NF-1", place: 3 }] });
  // Behind the last rule node, the nearest before the answer.
  expect(pinProduct(graph, surroundings, "answer", tent, 1)).toMatchObject({ node: "late" });
  expect(pinProduct(graph, surroundings, "early", tent, 1)).toMatchObject({ node: "early" });
});

it("adds a rule node before the answer, and before exploration, when there is none", () => {
  const plain = chain(node("find", "find"), node("answer", "answer"));
  const change = buryProduct(plain, surroundings, "find", tent);
  expect(change).toMatchObject({
    ok: true,
    message: "Buried “Tent” by a new Pin & boost before Answer.",
  });
  const made = after(plain, change);
  const rules = made.nodes.find(({ type }) => type === "rules.pin-and-boost")!;
  expect(rules.config).toMatchObject({ buries: [{ when: 'id == "NF-1"' }] });
  expect(made.edges.map(({ from, to }) => [from, to])).toEqual(
    expect.arrayContaining([
      ["find.products", `${rules.id}.products`],
      [`${rules.id}.products`, "answer.products"],
    ]),
  );
  const exploring = chain(node("find", "find"), node("explore", "rank.explore"), node("answer", "answer"));
  const other = after(exploring, pinProduct(exploring, surroundings, undefined, tent, 1));
  const added = other.nodes.find(({ type }) => type === "rules.pin-and-boost")!;
  expect(other.edges.map(({ to }) => to)).toContain(`${added.id}.products`);
  expect(other.edges.find(({ to }) => to === "explore.products")?.from).toBe(`${added.id}.products`);
});

it("a pin ends a burying of the same product, and a burying its pin", () => {
  const graph = chain(
    node("find", "find"),
    node("rules", "rules.pin-and-boost", {
      pins: [{ productId: "NF-1", place: 2 }],
      buries: [{ when: 'id in ["a\\"b", "c"]' }],
    }),
    node("answer", "answer"),
  );
  const buried = after(graph, buryProduct(graph, surroundings, "find", tent));
  expect(configOf(buried, "rules")).toEqual({ pins: [], buries: [{ when: 'id in ["a\\"b", "c", "NF-1"]' }] });
  const pinned = after(buried, pinProduct(buried, surroundings, "find", { id: 'a"b', title: "B" }, 1));
  expect(configOf(pinned, "rules")).toEqual({
    pins: [{ productId: 'a"b', place: 1 }],
    buries: [{ when: 'id in ["c", "NF-1"]' }],
  });
});

it("says why there is nothing to do, or no room", () => {
  const graph = chain(
    node("find", "find"),
    node("rules", "rules.pin-and-boost", {
      pins: [
        { productId: "NF-1", place: 2 },
        { productId: "x", place: 1 },
      ],
      buries: [{ when: "price > 100" }],
    }),
    node("answer", "answer"),
  );
  const reason = (change: RuleChange) => (change.ok ? "" : change.reason);
  expect(reason(pinProduct(graph, surroundings, "find", tent, 2))).toMatch(/pinned to the 2nd place .* already/);
  expect(reason(pinProduct(graph, surroundings, "find", { id: "y", title: "Y" }, 2))).toMatch(/takes no more/);
  expect(reason(pinProduct(graph, surroundings, "find", { id: "y", title: "Y" }, 201))).toMatch(/first 200/);
  expect(reason(buryProduct(graph, surroundings, "find", { id: "y", title: "Y" }))).toMatch(/takes no more/);
  const loose = { ...emptyGraph, nodes: [node("answer", "answer")] };
  expect(reason(buryProduct(loose, surroundings, undefined, tent))).toMatch(/No list of products leads to the answer/);
});
