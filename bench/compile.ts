import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { canConnect, isCoercible } from "@aisle/runtime/compile/assignable";
import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";

const registry = makeRegistry(builtInNodes);
const facts: Facts = { target: "endpoint", collections: [] };

/** A request, its products, and so many limits one after the other before the answer. */
function chainOf(limits: number): Graph {
  const types = [
    "data.endpoint-request",
    "data.request-products",
    ...Array(limits).fill("rank.limit"),
    "answer.products",
  ];
  const nodes = types.map((type, at) => ({
    id: `n${at}`,
    type,
    version: registry.definitions.get(type)!.version,
    position: { x: 0, y: 0 },
    config: {},
  }));
  const edges = nodes.slice(1).map(({ id, type }, at) => {
    const before = registry.manifests.get(nodes[at]!.type)!;
    const inputs = Object.entries(registry.manifests.get(type)!.inputs);
    const fits = Object.entries(before.outputs).flatMap(([from, output]) =>
      inputs.flatMap(([to, input]) => (isCoercible(output.type, input.type) ? [{ from, to }] : [])),
    );
    const { from, to } = fits[0]!;
    return { id: `e${at}`, from: `n${at}.${from}`, to: `${id}.${to}` };
  });
  return { ...emptyGraph, nodes, edges };
}

/** The fastest of some rounds, in milliseconds of processor time: other work on the machine is not counted. */
async function fastest(rounds: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return Math.round(best * 10) / 10;
}

async function compileMs(nodes: number): Promise<number> {
  const result = await compile(chainOf(nodes), registry, facts);
  if (!result.ok) throw new Error(result.problems.find(({ severity }) => severity === "error")?.message);
  const graphs = Array.from({ length: 5 }, () => chainOf(nodes));
  return fastest(5, () => compile(graphs.pop()!, registry, facts));
}

/** What the canvas asks when a wire is started: every input that it may enter. */
function wireStartMs(nodes: number): Promise<number> {
  const graphs = Array.from({ length: 5 }, () => chainOf(nodes));
  return fastest(5, () => {
    const graph = graphs.pop()!;
    for (const { id, type } of graph.nodes)
      for (const input of Object.keys(registry.manifests.get(type)!.inputs))
        canConnect(graph, registry.manifests, facts, "n2.products", `${id}.${input}`);
  });
}

/** Compiling graphs of 2,000 and 20,000 nodes, and starting a wire in one of 500: the fastest of five, in milliseconds of processor time. */
export async function bench() {
  const [small, large] = [await compileMs(2_000), await compileMs(20_000)];
  return {
    figures: {
      compileMs2000: small,
      compileMs20000: large,
      growth: Math.round((large / small) * 10) / 10,
      wireStartMs500: await wireStartMs(500),
    },
  };
}
