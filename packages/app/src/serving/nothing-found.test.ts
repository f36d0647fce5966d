import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { AisleError } from "@aisle/runtime/errors";
import { emptyGraph, type Graph, type GraphNode } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { makeLivePlan } from "./live-plan.ts";
import { serveRequest } from "./serve-request.ts";

const registry = makeRegistry(builtInNodes);
const node = (id: string, type: string, more: Partial<GraphNode> = {}): GraphNode => ({
  position: { x: 0, y: 0 },
  version: 1,
  config: {},
  id,
  type,
  ...more,
});
const wire = (from: string, to: string) => ({ id: `${from}-${to}`, from, to });

/** Request, keyword search, in stock, answer: nothing else to fall back on. */
const search = (keywords: Partial<GraphNode> = {}): Graph => ({
  ...emptyGraph,
  nodes: [
    node("in", "data.endpoint-request"),
    node("n_words", "find.keyword-search", { title: "Search by words", ...keywords }),
    node("stock", "rules.in-stock"),
    node("out", "answer.products", { config: { echo: ["query"] } }),
  ],
  edges: [
    wire("in.text", "n_words.text"),
    wire("n_words.products", "stock.products"),
    wire("stock.products", "out.products"),
  ],
});

const shelf = { get: () => [], newest: () => [], stock: () => [] };
const away = () => {
  throw new AisleError("collection.not-found", "The catalogue has no search index yet.");
};

async function serve(graph: Graph, body: Json, keyword: ProcessCapabilities["keyword"] = { search: () => [] }) {
  const capabilities = { products: shelf, keyword } as ProcessCapabilities;
  const compiled = await compile(graph, registry, { target: "endpoint", collections: [] }, capabilities);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const live = makeLivePlan(
    {
      workspaceId: "ws_1",
      slug: "search",
      pipelineId: "pipe_1",
      versionId: "ver_1",
      versionNumber: 1,
      plan: compiled.plan,
      capabilities,
    },
    () => "tok",
  );
  return serveRequest(live, { body, decisionId: "dec_1", traceId: "t", at: 5, sample: false, storeCandidates: true });
}

describe("a search without products", () => {
  it.each<Json>([{}, { query: "" }, { query: "   " }, { query: "no such thing" }])(
    "answers %j with an empty list",
    async (body) => {
      const { status, body: answer, decision } = await serve(search(), body);
      expect([status, (answer as { items: Json }).items, decision.outcome]).toEqual([200, [], "answered"]);
    },
  );

  it("answers what the author chose, where there is something", async () => {
    const { nodes, edges } = search();
    const graph = {
      ...emptyGraph,
      nodes: [...nodes, node("other", "find.trending", { onFailure: { do: "skip" } }), node("first", "logic.first-of")],
      edges: [
        ...edges.filter(({ to }) => to !== "out.products"),
        wire("stock.products", "first.lists"),
        wire("other.products", "first.lists"),
        wire("first.products", "out.products"),
      ],
    };
    const events = { popular: () => [{ id: "p1", score: 1 }] };
    const capabilities = {
      products: { get: () => [{ title: "Tent" }], newest: () => [], stock: () => [4] },
      keyword: { search: () => [] },
      events,
    } as unknown as ProcessCapabilities;
    const compiled = await compile(graph, registry, { target: "endpoint", collections: [] }, capabilities);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    const live = makeLivePlan(
      {
        workspaceId: "ws_1",
        slug: "search",
        pipelineId: "pipe_1",
        versionId: "ver_1",
        versionNumber: 1,
        plan: compiled.plan,
        capabilities,
      },
      () => "tok",
    );
    const { status, decision } = await serveRequest(live, {
      body: { query: "" },
      decisionId: "dec_1",
      traceId: "t",
      at: 5,
      sample: false,
      storeCandidates: false,
    });
    expect([status, decision.slots.map(({ product }) => product.id)]).toEqual([200, ["p1"]]);
  });

  it("is still a failure when a step failed, and says which by its title", async () => {
    const failing = await serve(search(), { query: "tent" }, { search: away });
    expect(failing.status).toBe(500);
    expect(JSON.stringify(failing.body)).toContain("Search by words");
    const skipped = await serve(search({ onFailure: { do: "skip" } }), { query: "tent" }, { search: away });
    expect([skipped.status, skipped.decision.error?.code]).toEqual([500, "run.no-answer"]);
    expect(skipped.decision.error?.message).toContain("Search by words: The catalogue has no search index yet.");
    expect(skipped.decision.error?.message).not.toContain("n_words");
  });

  it("answers with what can be found while the index is being built, and says how much that is", async () => {
    const building = { found: 0, total: 2000 };
    const none = await serve(search(), { query: "tent" }, { search: away, building: () => building });
    expect([none.status, none.decision.outcome]).toEqual([200, "fell-back"]);
    expect(none.decision.steps.find((step) => step.node === "n_words")).toMatchObject({
      outcome: "fell-back",
      reason: "the search index is being built: 0 of 2,000 products can be found so far (0 %)",
    });
  });
});
