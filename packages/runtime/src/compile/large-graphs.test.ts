import { expect, it } from "vitest";
import { z } from "zod";
import { emptyGraph, type Graph } from "../graph/graph.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { many, port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { canConnect } from "./assignable.ts";
import { compile, compilePreview } from "./compile.ts";
import type { Facts } from "./facts.ts";

const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  effects: [],
  config: z.object({}),
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const passed = port("Vector", { params: { embedder: { variable: "E" } } });
const registry = makeRegistry([
  defineNode({
    ...base,
    type: "t.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { text: port("Text"), vector: port("Vector", { params: { embedder: "mini" } }) },
    run: () => ({}),
  }),
  defineNode({
    ...base,
    type: "t.pass",
    title: "Pass",
    inputs: { vector: passed },
    outputs: { vector: passed },
    run: (_ctx, inputs) => inputs,
  }),
  defineNode({
    ...base,
    type: "t.search",
    title: "Search",
    inputs: { vector: port("Vector", { params: { embedder: { fact: "collection.{config.collection}.embedder" } } }) },
    outputs: { products: port("Products") },
    config: z.object({ collection: z.string().default("small") }),
    run: () => ({ products: [] }),
  }),
  defineNode({
    ...base,
    type: "t.answer",
    title: "Answer",
    role: "answer",
    inputs: { products: many(port("Products")) },
    outputs: { answer: port("Answer") },
    run: () => ({}),
  }),
]);
const facts: Facts = {
  target: "endpoint",
  collections: [
    { name: "small", embedder: "mini" },
    { name: "large", embedder: "maxi" },
  ],
  p95Ms: { "t.pass": 1e-6 },
  latencyBudgetMs: 1e6,
};

type Wires = readonly (readonly [string, string])[];
function graphOf(middle: readonly (readonly [id: string, type: string, config?: object])[], wires: Wires): Graph {
  const all = [["r", "t.request"], ...middle, ["a", "t.answer"]] as typeof middle;
  return {
    ...emptyGraph,
    nodes: all.map(([id, type, config = {}]) => ({
      id,
      type,
      version: 1,
      position: { x: 0, y: 0 },
      config: { ...config },
    })),
    edges: wires.map(([from, to], at) => ({ id: `e${at}`, from, to })),
  };
}
const count = (size: number) => Array.from({ length: size }, (_, at) => at);

/** Every node passes the type of the one before it on. */
const chain = (size: number) =>
  graphOf(
    [...count(size).map((at) => [`n${at}`, "t.pass"] as const), ["s", "t.search"]],
    [
      ["r.vector", "n0.vector"],
      ...count(size - 1).map((at) => [`n${at}.vector`, `n${at + 1}.vector`] as const),
      [`n${size - 1}.vector`, "s.vector"],
      ["s.products", "a.products"],
    ],
  );
/** Every node between one node and one input. */
const fan = (size: number, collection = "small") =>
  graphOf(
    count(size).map((at) => [`n${at}`, "t.search", { collection }] as const),
    count(size).flatMap(
      (at) =>
        [
          ["r.vector", `n${at}.vector`],
          [`n${at}.products`, "a.products"],
        ] as const,
    ),
  );
/** A chain whose first node lacks its wire: all after it cannot run. */
const cut = (size: number) => {
  const graph = chain(size);
  // Against the order of the file, so that a pass over the nodes finds one at a time.
  return { ...graph, nodes: graph.nodes.toReversed(), edges: graph.edges.slice(1) };
};
/** Wires of a type that does not fit. */
const wrong = (size: number) => {
  const graph = fan(size);
  return {
    ...graph,
    edges: graph.edges.map((edge) => (edge.from === "r.vector" ? { ...edge, from: "r.text" } : edge)),
  };
};

/** Processor time, since other work on the machine must not fail the test. */
async function milliseconds(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round++) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** How much longer a graph of ten times the size takes: ten where each node costs the same, a hundred where each looks at all. */
async function growth(make: (size: number) => Graph, work: (graph: Graph) => unknown): Promise<number> {
  // Each round has a graph of its own: what is remembered of an earlier one does not help.
  await work(make(800));
  const small = await milliseconds(() => work(make(800)));
  return (await milliseconds(() => work(make(8_000)))) / small;
}

it.each([
  ["a chain that passes a type on", chain, true],
  ["a fan into one input", fan, true],
  ["wires of another type", wrong, false],
  ["a collection of another model", (size: number) => fan(size, "large"), false],
  ["a chain that lacks its start", cut, false],
] as const)("compiles %s in a time that grows with its size", async (_what, make, ok) => {
  expect((await compile(make(500), registry, facts)).ok).toBe(ok);
  const both = async (graph: Graph) => {
    await compile(graph, registry, facts);
    await compilePreview(graph, registry, facts);
  };
  expect(await growth(make, both)).toBeLessThan(40);
});

it("compiles 20,000 nodes in less than two seconds of processor time", async () => {
  const graph = fan(20_000);
  expect(await milliseconds(() => compile({ ...graph }, registry, facts))).toBeLessThan(2_000);
});

it("says in a time that grows with the size which inputs an output fits, from either end", async () => {
  const fits = (graph: Graph) => {
    const inputs = graph.nodes.flatMap(({ id, type }) =>
      Object.keys(registry.manifests.get(type)!.inputs).map((name) => `${id}.${name}`),
    );
    const outputs = graph.nodes.flatMap(({ id, type }) =>
      Object.keys(registry.manifests.get(type)!.outputs).map((name) => `${id}.${name}`),
    );
    const to = inputs.filter((one) => canConnect(graph, registry.manifests, facts, "n5.vector", one).ok);
    const from = outputs.filter((one) => canConnect(graph, registry.manifests, facts, one, "n5.vector").ok);
    return { to, from };
  };
  const { to, from } = fits(chain(10));
  expect(to).toEqual(["n6.vector", "n7.vector", "n8.vector", "n9.vector", "s.vector"]);
  expect(from).toEqual(["r.vector", "n0.vector", "n1.vector", "n2.vector", "n3.vector", "n4.vector"]);
  expect(await growth(chain, fits)).toBeLessThan(40);
});
