import { compile } from "@aisle/runtime/compile/compile";
import type { Plan } from "@aisle/runtime/compile/plan";
import { execute } from "@aisle/runtime/execute/execute";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { z } from "zod";

const steps = 20;
const runs = 20_000;
const rounds = 7;
const example = [{ title: "Nothing", inputs: {}, outputs: {} }];
const shape = {
  version: 1,
  summary: "Does nothing.",
  icon: "point",
  migrations: {},
  examples: example,
  config: z.object({}),
};

const registry = makeRegistry([
  defineNode({
    ...shape,
    type: "bench.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { value: port("Json") },
    effects: ["request"],
    run: (ctx) => ({ value: ctx.request.body }),
  }),
  defineNode({
    ...shape,
    type: "bench.sync",
    title: "No-op",
    inputs: { value: port("Json") },
    outputs: { value: port("Json") },
    effects: [],
    run: (_ctx, { value }) => ({ value }),
  }),
  defineNode({
    ...shape,
    type: "bench.async",
    title: "Async no-op",
    inputs: { value: port("Json") },
    outputs: { value: port("Json") },
    effects: [],
    run: async (_ctx, { value }) => ({ value }),
  }),
]);

async function chainOf(type: string): Promise<Plan> {
  const at = { version: 1, position: { x: 0, y: 0 }, config: {} };
  const ids = Array.from({ length: steps }, (_, index) => `n${index}`);
  const graph: Graph = {
    ...emptyGraph,
    nodes: [{ id: "in", type: "bench.request", ...at }, ...ids.map((id) => ({ id, type, ...at }))],
    edges: ids.map((id, index) => ({
      id: `e${index}`,
      from: `${index === 0 ? "in" : ids[index - 1]}.value`,
      to: `${id}.value`,
    })),
  };
  const compiled = await compile(graph, registry, { target: "job", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}

/** Median over rounds of nanoseconds per node of a chain, per-step timing on and read. */
async function nsPerNode(plan: Plan): Promise<number> {
  const results: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    for (let run = 0; run < runs; run++) {
      const result = execute(plan, {}, { mode: "live", capabilities: {} });
      const ended = result instanceof Promise ? await result : result;
      if (ended.error !== undefined) throw ended.error;
    }
    results.push(((performance.now() - started) * 1e6) / runs / (steps + 1));
  }
  return results.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

/** What the runtime adds to each node of a compiled chain of 20 nodes that do nothing. */
export async function bench() {
  const syncNsPerNode = Math.round(await nsPerNode(await chainOf("bench.sync")));
  const asyncNsPerNode = Math.round(await nsPerNode(await chainOf("bench.async")));
  return { suite: "overhead", figures: { syncNsPerNode, asyncNsPerNode } };
}
