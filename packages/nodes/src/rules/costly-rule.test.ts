import { compile } from "@aisle/runtime/compile/compile";
import { execute } from "@aisle/runtime/execute/execute";
import { emptyGraph, type Graph, type GraphNode } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { builtInNodes } from "../built-in-nodes.ts";

const registry = makeRegistry(builtInNodes);
const node = (id: string, type: string, extra: Partial<GraphNode> = {}): GraphNode => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config: {},
  ...extra,
});
const keep = "tags.all(a, tags.all(b, tags.all(c, a + b != c)))";
const wires = ["request.body items.body", "items.products rule.products", "rule.products answer.products"];

const graphWith = (onFailure: Partial<GraphNode>): Graph => ({
  ...emptyGraph,
  nodes: [
    node("request", "data.endpoint-request"),
    node("items", "data.request-products"),
    node("rule", "rules.filter", { config: { keep }, ...onFailure }),
    node("answer", "answer.products"),
  ],
  edges: wires.map((wire, index) => ({ id: `e${index}`, from: wire.split(" ")[0]!, to: wire.split(" ")[1]! })),
});
const tags = Array.from({ length: 60 }, (_, index) => `tag${index}`);
/** The request gives a product sixty tags, and the rule loops over them in three loops. */
const products = {
  get: (ids: readonly string[]) => ids.map(() => ({ title: "Tent", stock: 1 })),
  stock: (ids: readonly string[]) => ids.map(() => 1),
  newest: () => [],
};

async function run(onFailure: Partial<GraphNode>) {
  const compiled = await compile(graphWith(onFailure), registry, { target: "endpoint", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return execute(compiled.plan, { items: [{ id: "a", tags }] }, { mode: "live", capabilities: { products } });
}

it("fails its step with the reason when it is too expensive, and its setting for failures applies", async () => {
  const failed = await run({});
  expect(failed.error).toMatchObject({ code: "run.failed", details: { code: "expression.too-expensive" } });
  expect(failed.error?.message).toMatch(/^Filter: The expression takes more than 100,000 steps for one product/);

  const passed = await run({ onFailure: { do: "pass", input: "products", output: "products" } });
  expect(passed.answer?.body.items).toMatchObject([{ id: "a" }]);
  expect(passed.steps().find((step) => step.node === "rule")).toMatchObject({
    outcome: "fell-back",
    reason: expect.stringContaining("100,000 steps"),
  });
});
