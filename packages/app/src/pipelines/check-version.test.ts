import { AisleError } from "@aisle/runtime/errors";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { checkVersion, waitsFor } from "./check-version.ts";

const away = () => {
  throw new AisleError("qdrant.unavailable", "Qdrant does not answer.");
};
const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  config: z.object({ prepares: z.boolean().default(true), fails: z.string().default("") }),
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const registry = makeRegistry([
  defineNode({
    ...base,
    type: "t.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { products: { type: "Products", arity: "required" } },
    effects: ["request"],
    prepare: ({ prepares }) => (prepares ? undefined : away()),
    run: (_ctx, _inputs, { fails }) => {
      if (fails === "away") return away();
      if (fails === "hangs") return new Promise<never>(() => undefined);
      if (fails === "wrong") throw new Error("This is wrong.");
      return { products: [] };
    },
  }),
  defineNode({
    ...base,
    type: "t.answer",
    title: "Answer",
    role: "answer",
    inputs: { products: { type: "Products", arity: "required" } },
    outputs: { answer: { type: "Answer", arity: "required" } },
    effects: [],
    run: () => ({ answer: { body: {}, slots: [] } }),
  }),
]);
const graphOf = (config: Graph["nodes"][number]["config"], answer: typeof config = {}): Graph => ({
  ...emptyGraph,
  nodes: [
    { id: "r", type: "t.request", version: 1, position: { x: 0, y: 0 }, config },
    { id: "a", type: "t.answer", version: 1, position: { x: 0, y: 0 }, config: answer },
  ],
  edges: [{ id: "e", from: "r.products", to: "a.products" }],
  samples: [{ id: "s", title: "One", request: {} }],
});
const waits = async (graph: Graph) =>
  waitsFor(await checkVersion(graph, registry, { target: "endpoint", collections: [] }, {}));

it("waits for what was away, while nodes were prepared or a sample was run", async () => {
  expect(await waits(graphOf({ prepares: false }))).toBe("Qdrant does not answer.");
  expect(await waits(graphOf({ fails: "away" }))).toBe("Sample “One”: Request: Qdrant does not answer.");
});

it("waits for what did not answer before the sample's time was up, or was skipped because it was away", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const check = waits(graphOf({ fails: "hangs" }));
  await vi.advanceTimersByTimeAsync(11_000);
  vi.useRealTimers();
  expect(await check).toBe("Sample “One”: The run took longer than its limit.");
  const { nodes, ...rest } = graphOf({ fails: "away" });
  const skipping = { ...rest, nodes: nodes.map((node) => ({ ...node, onFailure: { do: "skip" } as const })) };
  expect(await waits(skipping)).toMatch(/^Sample “One”: Every way to the answer was skipped/);
});

it("waits for nothing where an author must act", async () => {
  expect(await waits(graphOf({ fails: "wrong" }))).toBeUndefined();
  expect(await waits(graphOf({ prepares: false }, { fails: 5 }))).toBeUndefined();
});

it("makes a sample that fails for good a problem of the node at which it failed", async () => {
  const facts = { target: "endpoint", collections: [] } as const;
  const check = await checkVersion(graphOf({ fails: "wrong" }), registry, facts, {});
  expect(check).toMatchObject({ ok: false, samples: [{ title: "One", ok: false }] });
  expect(check.problems).toEqual([
    {
      code: "prepare-failed",
      severity: "error",
      node: "r",
      message: "Sample “One” fails each time, change it or the pipeline: Request: This is wrong.",
    },
  ]);
});
