import type { FieldTrial, NearProducts, PortSample, ProductStory, RunReport } from "@aisle/app/runs/runs-shapes";
import type { Problem } from "@aisle/runtime/compile/problem";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { indexTestCatalogue } from "../test-search.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";
import { newId } from "../test-shop.ts";

let serving: TestServing;

beforeAll(async () => {
  serving = await startTestServing();
  const products = [
    { id: "p1", title: "Storm tent", price: 34900, stock: 3, category: "Tents" },
    { id: "p2", title: "Summer tent", price: 9900, stock: 0, category: "Tents" },
    { id: "p3", title: "Gas stove", price: 4900, stock: 9, category: "Stoves" },
    { id: "p4", title: "Steel mug", stock: 5, category: "Mugs" },
  ];
  await serving.shop.catalogue.upsert(testWorkspace, products);
  await indexTestCatalogue(serving.home);
}, 120_000);
afterAll(() => serving?.stop());

const node = (id: string, type: string, config: JsonObject = {}) => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config,
});
const wire = (from: string, to: string) => ({ id: `${from}>${to}`.replace(/\W/g, "-"), from, to });

/** The request's products, filtered by price, in stock, answered; and beside it a vector of the request's text. */
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    node("request", "data.endpoint-request", { requestSchema: { type: "object" } }),
    node("items", "data.request-products"),
    node("cheap", "rules.filter", { keep: "price < 30000", whenUnknown: "keep" }),
    node("stock", "rules.in-stock"),
    node("answer", "answer.products", { count: 2 }),
    node("vector", "language.embed-text"),
  ],
  edges: [
    wire("request.body", "items.body"),
    wire("items.products", "cheap.products"),
    wire("cheap.products", "stock.products"),
    wire("stock.products", "answer.products"),
    wire("request.text", "vector.text"),
  ],
};
const prices: { readonly [id: string]: JsonObject } = {
  p1: { price: 34900 },
  p2: { price: 9900 },
  p3: { price: 4900 },
  p5: { price: 100 },
};
const request = {
  query: "a tent",
  items: ["p1", "p2", "p3", "p4", "p5"].map((id, at) => ({
    id,
    score: 1 - at / 10,
    ...prices[id],
  })),
} satisfies JsonObject;

const ask = async <T>(path: string, body: JsonObject, status = 200): Promise<T> => {
  const { home } = serving;
  const response = await fetch(`${home.url}/internal/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${home.environment.internalToken}` },
    body: JSON.stringify({ workspaceId: testWorkspace, ...body }),
  });
  const answer = (await response.json()) as T;
  if (response.status !== status) throw new Error(JSON.stringify(answer));
  return answer;
};
const draftOf = async (drawn: Graph): Promise<string> => {
  const pipelineId = newId("pipe");
  await serving.shop.records.create(testWorkspace, { id: pipelineId, name: "Draft", graph: drawn });
  return pipelineId;
};
const change = async (pipelineId: string, edit: Parameters<typeof applyEdit>[1]) =>
  serving.shop.records.changeDraft(testWorkspace, pipelineId, "ines", [], true, (draft) => {
    const result = applyEdit(draft.graph, edit);
    if (!result.ok) throw new Error(result.reason);
    return { graph: result.graph, edits: [{ editId: newId("edit"), edit }], result: undefined };
  });
const run = (pipelineId: string, more: JsonObject = {}) => ask<RunReport>("run", { pipelineId, request, ...more });
const stepOf = (report: RunReport, id: string) => report.steps.find((step) => step.node === id);
const shown = (report: RunReport) => {
  const preview = report.previews["answer.answer"];
  return preview?.kind === "answer" ? preview.items.map((item) => item.id) : undefined;
};

describe("the data of preview runs", () => {
  it("reports why a product is shown, and why another is not", async () => {
    const pipelineId = await draftOf(graph);
    const { runId } = await run(pipelineId);
    const why = (productId: string) => ask<ProductStory>("why", { pipelineId, runId, productId });
    expect(await why("p3")).toMatchObject({ place: 1, sentence: expect.stringMatching(/^Shown 1st: .*9 left\.$/) });
    expect((await why("p1")).sentence).toMatch(
      /^Not shown: .*Filter dropped it: “price < 30000” is not true for it\.$/,
    );
    expect((await why("p2")).sentence).toMatch(/In stock dropped it: sold out\.$/);
    expect((await why("p5")).sentence).toMatch(/Answer had no place for it: the answer has 2, it stood 3rd\.$/);
    expect((await why("nothing")).sentence).toBe("Not shown: no step of this run found it.");
    await ask("why", { pipelineId, runId: "run_other", productId: "p1" }, 410);
    await ask("why", { pipelineId: await draftOf(graph), runId, productId: "p1" }, 410);
    await ask("why", { workspaceId: "ws_outsider", pipelineId, runId, productId: "p1" }, 410);
  });

  it("finds the products nearest to a vector, in the collection of its model", async () => {
    const pipelineId = await draftOf(graph);
    const { runId } = await run(pipelineId);
    const near = await ask<NearProducts>("near", { pipelineId, runId, port: "vector.vector" });
    const [found] = near.collections;
    expect(
      found?.items
        .slice(0, 2)
        .map((item) => item.id)
        .toSorted(),
    ).toEqual(["p1", "p2"]);
    await ask("near", { pipelineId, runId, port: "items.products" }, 400);
  });

  it("tries an expression as it is typed on what came into the node, and says what is wrong with it", async () => {
    const pipelineId = await draftOf(graph);
    const { runId } = await run(pipelineId);
    const field = (text: string, path: readonly string[] = ["keep"]) =>
      ask<FieldTrial>("try-field", { pipelineId, runId, node: "cheap", path, text });
    expect(await field("price < 5000")).toMatchObject({
      kind: "answers",
      says: "Keeps",
      total: 5,
      yes: 3,
      no: 2,
      unknown: 1,
    });
    expect(await field("price * 2")).toMatchObject({
      kind: "values",
      missing: 1,
      items: [{ id: "p1", value: 69800 }, {}, {}, { id: "p4", value: null }, {}],
    });
    expect(await field("price <")).toMatchObject({ kind: "wrong", message: expect.stringContaining("ends too early") });
    const untried = await ask<FieldTrial>("try-field", {
      pipelineId,
      node: "cheap",
      path: ["keep"],
      text: "price < 1",
    });
    expect(untried).toMatchObject({ kind: "untried" });
    await ask("try-field", { pipelineId, runId, node: "cheap", path: ["whenUnknown"], text: "keep" }, 400);
  });

  it("tries a rule on the catalog, and warns of one that can never be true of its products", async () => {
    const found: Graph = {
      ...graph,
      nodes: graph.nodes.map((one) =>
        one.id === "items"
          ? node("items", "find.keyword-search")
          : one.id === "cheap"
            ? node("cheap", "rules.filter", { keep: "colour == 'red'" })
            : one,
      ),
      edges: graph.edges.map((edge) => (edge.to === "items.body" ? wire("request.text", "items.text") : edge)),
    };
    const pipelineId = await draftOf(found);
    const field = (text: string) => ask<FieldTrial>("try-field", { pipelineId, node: "cheap", path: ["keep"], text });
    expect(await field("price < 10000")).toMatchObject({
      kind: "untried",
      catalog: { products: 4, checked: 4, yes: 2, unknown: 1, fault: null },
    });
    expect(await field("colour == 'red'")).toMatchObject({
      catalog: { yes: 0, unknown: 4, fault: "No product has the field “colour”." },
    });
    expect(await field("category == 'Tents'")).toMatchObject({ catalog: { yes: 2, unknown: 0, fault: null } });
    const warned = async (id: string) => {
      const { problems } = await ask<{ problems: readonly Problem[] }>("check", { pipelineId: id });
      return problems.filter(({ code }) => code === "idle-rule");
    };
    expect(await warned(pipelineId)).toEqual([
      {
        code: "idle-rule",
        severity: "warning",
        node: "cheap",
        field: "keep",
        message: "The rule “colour == 'red'” never makes a difference. No product has the field “colour”.",
      },
    ]);
    // What a caller sends may have fields that no product of the catalog has.
    const sent = await draftOf({
      ...graph,
      nodes: graph.nodes.map((one) => (one.id === "cheap" ? node("cheap", "rules.filter", { keep: "days < 3" }) : one)),
    });
    expect(await warned(sent)).toEqual([]);
  });

  it("runs from a node on, on what the others gave, and runs again what changed or was asked otherwise", async () => {
    const pipelineId = await draftOf(graph);
    const { runId } = await run(pipelineId);
    const from = { node: "stock", runId };
    const again = await run(pipelineId, { from });
    expect(shown(again)).toEqual(["p3", "p4"]);
    expect(again.steps.map(({ node: id, source }) => [id, source])).toEqual([
      ["request", "reused"],
      ["items", "reused"],
      ["vector", "reused"],
      ["cheap", "reused"],
      ["stock", undefined],
      ["answer", undefined],
    ]);
    await change(pipelineId, { do: "set-field", node: "cheap", version: 1, path: ["keep"], value: "price > 30000" });
    const changed = await run(pipelineId, { from });
    expect(shown(changed)).toEqual(["p1", "p4"]);
    expect(stepOf(changed, "cheap")?.source).toBeUndefined();
    expect(stepOf(changed, "items")?.source).toBe("reused");
    const other = await run(pipelineId, { from, request: { items: [{ id: "p1", score: 1 }] } });
    expect(other.steps.every((step) => step.source === undefined)).toBe(true);
    expect(other.problems).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/another request/) }),
    );
    const gone = await run(pipelineId, { from: { node: "stock", runId: "run_gone" } });
    expect(gone.problems).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/no longer stored/) }),
    );
  });

  it("gives a pinned value instead of running what only feeds it, and a version never does", async () => {
    const pipelineId = await draftOf(graph);
    const first = await run(pipelineId);
    const sample = await ask<PortSample>("sample", { pipelineId, runId: first.runId, port: "cheap.products" });
    const pinned = (sample.value as readonly JsonObject[]).filter((item) => item.id !== "p3");
    const at = "2026-11-01T00:00:00.000Z";
    await change(pipelineId, { do: "put-pin", pin: { port: "cheap.products", value: pinned, at } });
    const report = await run(pipelineId);
    expect(shown(report)).toEqual(["p4", "p5"]);
    expect(stepOf(report, "cheap")).toMatchObject({ outcome: "ran", source: "pinned" });
    expect(stepOf(report, "items")).toMatchObject({
      outcome: "skipped",
      reason: "only feeds a pinned step",
    });

    await change(pipelineId, { do: "put-pin", pin: { port: "cheap.products", value: "not products", at } });
    const afterSkip = await run(pipelineId);
    expect(shown(afterSkip)).toEqual(["p3", "p4"]);
    expect(afterSkip.problems).toContainEqual(
      expect.objectContaining({ node: "cheap", message: expect.stringContaining("pinned sample is not used") }),
    );

    // Even a version that somebody stored with a pin in it answers by running.
    const draft = await serving.shop.records.find(testWorkspace, pipelineId);
    const pin = { port: "cheap.products", value: pinned as Json, at };
    await serving.publish("pinned", { ...draft!.graph, pins: [pin] });
    const answer = await serving.call("pinned", request, await serving.shop.key());
    expect(answer.body.items.map((item) => item.id)).toEqual(["p3", "p4"]);
  });

  it("refuses to hand out a value that no pin may hold", async () => {
    const pipelineId = await draftOf(graph);
    const items = Array.from({ length: 60 }, (_, at) => ({ id: `x${at}`, score: 1, text: "x".repeat(5000) }));
    const { runId } = await run(pipelineId, { request: { items } });
    const refused = await ask<{ error: { code: string } }>(
      "sample",
      { pipelineId, runId, port: "items.products" },
      413,
    );
    expect(refused.error.code).toBe("pin.too-large");
  });
});

it("refuses what no database can hold in every internal call, before it asks one", async () => {
  const { home } = serving;
  const headers = { "content-type": "application/json", authorization: `Bearer ${home.environment.internalToken}` };
  for (const path of ["run", "check", "why", "sample", "near", "try-field", "answer-sample", "check-config"]) {
    for (const id of ["a\0b", "x\udc00"]) {
      const body = JSON.stringify({ workspaceId: testWorkspace, pipelineId: id, request: {} });
      const response = await fetch(`${home.url}/internal/${path}`, { method: "POST", headers, body });
      const { error } = (await response.json()) as { readonly error: { readonly message: string } };
      expect([path, response.status, error.message]).toEqual([path, 400, expect.stringContaining("pipelineId: holds")]);
    }
  }
});
