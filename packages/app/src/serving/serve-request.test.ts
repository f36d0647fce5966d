import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { makeLivePlan } from "./live-plan.ts";
import { serveRequest } from "./serve-request.ts";

const registry = makeRegistry(builtInNodes);
const at = { position: { x: 0, y: 0 }, version: 1 };
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    {
      ...at,
      id: "in",
      type: "data.endpoint-request",
      config: {
        requestSchema: {
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", maxItems: 5 }, email: { type: "string" } },
        },
      },
    },
    { ...at, id: "items", type: "data.request-products", config: {} },
    { ...at, id: "top", type: "rank.sort", config: {} },
    { ...at, id: "out", type: "answer.products", config: { fields: ["title"] } },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "top.products" },
    { id: "e3", from: "top.products", to: "out.products" },
  ],
};

async function serve(body: Json, triggerConfig: JsonObject = {}) {
  const nodes = graph.nodes.map((node) =>
    node.id === "in" ? { ...node, config: { ...node.config, ...triggerConfig } } : node,
  );
  const compiled = await compile({ ...graph, nodes }, registry, { target: "endpoint", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const live = makeLivePlan(
    {
      workspaceId: "ws_1",
      slug: "top",
      pipelineId: "pipe_1",
      versionId: "ver_1",
      versionNumber: 3,
      plan: compiled.plan,
      capabilities: {
        products: {
          get: (ids) => ids.map(() => undefined),
          newest: () => [],
          stock: (ids) => ids.map((id) => (id === "gone" ? 0 : null)),
        },
      },
    },
    () => "tok",
  );
  return serveRequest(live, { body, decisionId: "dec_1", traceId: "t", at: 5, sample: false, storeCandidates: true });
}

describe("serveRequest", () => {
  it("logs as unit whom the trigger's shopper field names, by the same token as the request", async () => {
    const items: Json = [{ id: "a", score: 1 }];
    const byField = await serve({ items, customer: "c_1", shopperId: "s_1" }, { shopperField: "customer" });
    expect(byField.decision.unit).toBe("c_1");
    expect((await serve({ items, shopperId: "s_1" })).decision.unit).toBe("s_1");
    expect((await serve({ items, userId: "u_1" })).decision.unit).toBeUndefined();
    const { decision } = await serve({ items, customer: "jane.doe@shop.example" }, { shopperField: "customer" });
    expect(decision.unit).toBe("tok");
    expect(decision.request.customer).toBe("tok");
    const declared = { type: "object", properties: { phone: { type: "string", "x-personal": true } } };
    const personal = await serve({ items, phone: "12" }, { shopperField: "phone", requestSchema: declared });
    expect([personal.decision.unit, personal.decision.request.phone]).toEqual(["tok", "tok"]);
    expect((await serve({ items, shopperId: 7 })).decision.unit).toBe("7");
    expect((await serve({ items, shopperId: { id: 7 } })).decision.unit).toBeUndefined();
  });

  it("answers, and logs slots, steps, candidates and tokens for what is personal", async () => {
    const { status, body, decision } = await serve({
      items: [
        { id: "a", score: 1, title: "A" },
        { id: "gone", score: 9, title: "G" },
        { id: "b", score: 2, title: "B" },
      ],
      email: "a@b.example",
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        { id: "b", title: "B", availability: "unknown" },
        { id: "a", title: "A", availability: "unknown" },
      ],
      decisionId: "dec_1",
      traceId: "t",
      version: 3,
      variant: "live",
    });
    expect(decision).toMatchObject({
      id: "dec_1",
      outcome: "answered",
      endpoint: "top",
      versionId: "ver_1",
      request: { email: "tok" },
    });
    expect(decision.slots.map((slot) => slot.product.id)).toEqual(["b", "a"]);
    expect(decision.steps.map((step) => `${step.node} ${step.outcome}`)).toEqual([
      "in ran",
      "items ran",
      "top ran",
      "out ran",
    ]);
    expect(decision.candidates?.map((stage) => stage.node)).toEqual(["items", "top"]);
    expect(decision.candidates?.[1]?.items[0]).toEqual({ item: "gone", score: 9 });
  });

  it.each([
    [{}, "“items” is missing"],
    [{ items: [1, 2, 3, 4, 5, 6] }, "“items” must NOT have more than 5 items"],
    [[], "The body is not a JSON object."],
    ["text", "The body is not a JSON object."],
  ] as const)("refuses %j with the field and logs the refusal without the body", async (body, message) => {
    const served = await serve(body as Json);
    expect(served.status).toBe(400);
    expect(served.body.error).toMatchObject({ code: "request.invalid", message });
    expect(served.decision).toMatchObject({ outcome: "refused", request: {}, error: { code: "request.invalid" } });
  });
});
