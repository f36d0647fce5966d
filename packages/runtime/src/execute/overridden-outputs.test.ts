import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compilePreview } from "../compile/compile.ts";
import { overrideOutputs } from "../compile/override-outputs.ts";
import { emptyGraph, type Graph } from "../graph/graph.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { many, port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { execute, type RunResult } from "./execute.ts";

const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const ran: string[] = [];
const source = defineNode({
  ...base,
  type: "test.source",
  title: "Source",
  inputs: {},
  outputs: { text: port("Text"), other: port("Text") },
  config: z.object({}),
  effects: ["random"],
  run: (ctx) => {
    ran.push(ctx.self);
    return { text: `${ctx.self}${ctx.random.next().toFixed(3)}`, other: "o" };
  },
});
const join = defineNode({
  ...base,
  type: "test.join",
  title: "Join",
  inputs: { texts: many(port("Text"), 0) },
  outputs: { text: port("Text"), other: port("Text") },
  config: z.object({ later: z.boolean().default(false) }),
  effects: ["random"],
  run: (ctx, { texts }, { later }) => {
    ran.push(ctx.self);
    const text = `${ctx.self}(${texts.join("+")})${ctx.random.next().toFixed(3)}`;
    // A join of nothing gives nothing: what reads it is skipped or goes on without.
    const outputs = texts.length === 0 ? {} : { text, other: "o" };
    return later ? Promise.resolve(outputs) : outputs;
  },
});
const registry = makeRegistry([source, join]);
const facts = { target: "endpoint", collections: [] } as const;

/** Node n reads the outputs `reads[n]` of nodes before it. */
function graphOf(reads: readonly (readonly { from: number; other: boolean }[])[]): Graph {
  const placed = reads.map((inputs, at) => ({
    id: `n${at}`,
    type: inputs.length === 0 ? "test.source" : "test.join",
    version: 1,
    position: { x: 0, y: 0 },
    config: inputs.length === 0 ? {} : { later: at % 3 === 0 },
  }));
  const edges = reads.flatMap((inputs, at) =>
    inputs.map(({ from, other }, index) => ({
      id: `e${at}-${index}`,
      from: `n${from}.${other ? "other" : "text"}`,
      to: `n${at}.texts`,
    })),
  );
  return { ...emptyGraph, nodes: placed, edges };
}
const graphs = fc
  .array(fc.array(fc.record({ from: fc.nat(), other: fc.boolean() }), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((rows) =>
    graphOf(rows.map((row, at) => (at === 0 ? [] : row.map(({ from, other }) => ({ from: from % at, other }))))),
  );
const valuesOf = (graph: Graph, result: RunResult) =>
  new Map(
    graph.nodes.flatMap(({ id }) =>
      ["text", "other"].map((name): [string, unknown] => [`${id}.${name}`, result.value(id, name)]),
    ),
  );

describe("runs with given outputs", () => {
  it("give what the whole run gave, whatever outputs of it are given, and run no step twice", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.array(fc.nat()), async (graph, picks) => {
        const { plan } = await compilePreview(graph, registry, facts);
        const whole = valuesOf(graph, await execute(plan, {}, { mode: "live", capabilities: {}, seed: 7 }));
        const refs = [...whole.keys()];
        const given = new Map(picks.map((pick) => [refs[pick % refs.length]!, whole.get(refs[pick % refs.length]!)]));
        const fixed = overrideOutputs(plan, given);
        ran.length = 0;
        const again = await execute(fixed.plan, {}, { mode: "live", capabilities: {}, seed: 7 });
        expect(new Set(ran).size).toBe(ran.length);
        const planned = fixed.plan.steps.map((step) => step.id);
        expect(ran.filter((id) => !planned.includes(id))).toEqual([]);
        expect([...planned, ...fixed.given, ...fixed.unneeded].toSorted()).toEqual(
          graph.nodes.map(({ id }) => id).toSorted(),
        );
        for (const id of planned) expect(again.value(id, "text")).toEqual(whole.get(`${id}.text`));
      }),
      { numRuns: 300 },
    );
  });

  it("do not run what only feeds a given output, and run what another output of it is read for", async () => {
    const read = (from: number, other = false) => ({ from, other });
    const graph = graphOf([[], [read(0)], [read(1)], [read(1, true)]]);
    const { plan } = await compilePreview(graph, registry, facts);
    const chain = overrideOutputs(plan, new Map([["n2.text", "kept"]]));
    expect(chain.given).toEqual(["n2"]);
    expect(chain.plan.steps.map((step) => step.id)).toEqual(["n0", "n1", "n3"]);
    const all = overrideOutputs(
      plan,
      new Map([
        ["n1.text", "kept"],
        ["n1.other", "kept too"],
      ]),
    );
    expect(all).toMatchObject({ given: ["n1"], unneeded: ["n0"] });
    const result = await execute(all.plan, {}, { mode: "live", capabilities: {}, seed: 7 });
    expect(result.value("n3", "text")).toMatch(/^n3\(kept too\)/);
  });
});
