import { expect, it, vi } from "vitest";
import { z } from "zod";
import { compile } from "../compile/compile.ts";
import { emptyGraph } from "../graph/graph.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { expressionBudget } from "../node-sdk/expression-budget.ts";
import { port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { execute } from "./execute.ts";

vi.mock("../node-sdk/expression-budget.ts", { spy: true });

const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  config: z.object({}),
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const spends = (type: string, effects: readonly "budget"[]) =>
  defineNode({
    ...base,
    type,
    title: type,
    inputs: { text: port("Text") },
    outputs: { text: port("Text") },
    effects: [...effects],
    run: (ctx, { text }) => ({ text: "budget" in ctx ? `${text}${(ctx.budget as { steps: number }).steps--}` : text }),
  });
const registry = makeRegistry([
  defineNode({
    ...base,
    type: "t.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { text: port("Text") },
    effects: [],
    run: () => ({ text: "" }),
  }),
  spends("t.plain", []),
  spends("t.spends", ["budget"]),
  defineNode({
    ...base,
    type: "t.answer",
    title: "Answer",
    role: "answer",
    inputs: { text: port("Text") },
    outputs: { answer: port("Answer") },
    effects: [],
    run: (_ctx, { text }) => ({ answer: { body: { text }, slots: [] } }),
  }),
]);

async function answerOf(...types: readonly string[]) {
  const ids = ["request", ...types.map((_, i) => `n${i}`), "answer"];
  const graph = {
    ...emptyGraph,
    nodes: ids.map((id, i) => ({
      id,
      type: `t.${i === 0 || i === ids.length - 1 ? id : types[i - 1]}`,
      version: 1,
      position: { x: 0, y: 0 },
      config: {},
    })),
    edges: ids.slice(1).map((id, i) => ({ id: `e${i}`, from: `${ids[i]}.text`, to: `${id}.text` })),
  };
  const compiled = await compile(graph, registry, { target: "endpoint", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  vi.mocked(expressionBudget).mockClear();
  const result = await execute(compiled.plan, {}, { mode: "live", capabilities: {} });
  return { text: result.answer?.body.text, budgets: vi.mocked(expressionBudget).mock.calls.length };
}

it("makes a run's expression budget for the first step that asks for it, and one for all of them", async () => {
  expect(await answerOf("plain")).toEqual({ text: "", budgets: 0 });
  expect(await answerOf("spends", "plain", "spends")).toEqual({ text: "40000003999999", budgets: 1 });
});
