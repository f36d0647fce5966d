import { readdirSync } from "node:fs";
import type { ProductStory, RunReport } from "@aisle/app/runs/runs-shapes";
import { EventStore } from "@aisle/platform/events/event-store";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Workspaces } from "../capabilities.ts";
import { testWorkspace } from "../test-home.ts";
import { indexTestCatalogue, templateGraph } from "../test-search.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";
import { newId } from "../test-shop.ts";

/** Figures that stand nowhere else. */
const [costOfTent, costOfBag] = [31_337, 27_182];
const shopper = { query: "tent" };
const everything: JsonObject = { shopperId: "s1", viewed: ["bag"], cart: ["bag"], query: "tent", limit: 10 };
const within = { timeout: 4000, interval: 50 };

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  const common = { currency: "EUR", stock: 5, category: "Camping", attributes: { season: "all" } };
  await serving.shop.catalogue.upsert(testWorkspace, [
    { ...common, id: "tent", title: "Storm tent", price: 40_000, cost: costOfTent, gtin: "4006381333931" },
    { ...common, id: "bag", title: "Tent bag", price: 30_000, cost: costOfBag },
    { ...common, id: "pole", title: "Tent pole", price: 900, cost: 100, forSale: false },
  ]);
  await indexTestCatalogue(serving.home);
  const monthAgo = Date.now() - 30 * 86_400_000;
  const event = (shopperId: string, kind: "view" | "purchase", productId: string, at: number) => ({
    ...{ messageId: `${shopperId} ${kind} ${productId}`, at, type: "track", shopperId, sessionId: `of ${shopperId}` },
    ...{ payload: {}, interactions: [{ productId, kind, quantity: 1 }] },
  });
  const events = ["s1", "s2", "s3"].flatMap((shopperId) => [
    event(shopperId, "purchase", "tent", monthAgo),
    ...["bag", "tent", "pole"].map((productId) => event(shopperId, "view", productId, Date.now() - 60_000)),
  ]);
  await new EventStore(serving.home.pool).append(testWorkspace, events);
  const workspaces = new Workspaces(serving.home.environment, serving.home.pool);
  await workspaces.indexEvents(testWorkspace);
  await workspaces.close();
  await serving.home.pool.query("select pg_notify('aisle_artefacts', $1)", [testWorkspace]);
  key = await serving.shop.key();
}, 120_000);
afterAll(() => serving?.stop());

const templates = readdirSync(`${repositoryRoot}templates`).map((file) => file.replace(/\.json$/, ""));
const node = (id: string, type: string, config: JsonObject = {}) => ({
  ...{ id, type, version: 1, position: { x: 0, y: 0 }, config },
});
const wire = (from: string, to: string) => ({ id: `${from}>${to}`.replace(/\W/g, "-"), from, to });

/** What the template's request may hold of everything. */
const asked = (graph: Graph): JsonObject => {
  const schema = graph.nodes.find(({ type }) => type === "data.endpoint-request")?.config.requestSchema as JsonObject;
  const names = Object.keys(schema.properties as JsonObject);
  return Object.fromEntries(Object.entries(everything).filter(([name]) => names.includes(name)));
};

/** Words, a rule, an answer with everything. */
const searchWith = (keep: string): Graph => ({
  ...emptyGraph,
  nodes: [
    node("request", "data.endpoint-request", { requestSchema: { type: "object" } }),
    node("words", "find.keyword-search"),
    node("rule", "rules.filter", { keep }),
    node("answer", "answer.products", { fields: ["*"], sendScore: true }),
  ],
  edges: [
    wire("request.text", "words.text"),
    wire("words.products", "rule.products"),
    wire("rule.products", "answer.products"),
  ],
});
const ids = async (slug: string, body: JsonObject = shopper) =>
  (await serving.call(slug, body, key)).body.items?.map((item) => item.id);

describe("the cost of a product", () => {
  it.each(templates)("stands in no answer of the template %s, whatever fields it is set to send", async (template) => {
    for (const fields of [["*"], ["title", "cost", "forSale", "gtin", "attributes"]]) {
      const graph = templateGraph(template, { fields, sendScore: true });
      await serving.publish(template, graph);
      // The counts of events come by a notice of their own.
      await vi.waitFor(
        async () => expect((await serving.call(template, asked(graph), key)).body.items).not.toHaveLength(0),
        within,
      );
      const { status, body } = await serving.call(template, asked(graph), key);
      expect([status, body.items.length > 0]).toEqual([200, true]);
      const text = JSON.stringify(body);
      expect(text).toMatch(/Storm tent|Tent bag/);
      expect(text).not.toMatch(new RegExp(`cost|forSale|${costOfTent}|${costOfBag}`));
    }
  });

  it("is read by the rules of a pipeline, and is not in what they let through", async () => {
    await serving.publish("margin", searchWith("price - cost > 5000"));
    const { body } = await serving.call("margin", shopper, key);
    expect(body.items).toEqual([expect.objectContaining({ id: "tent", price: 40_000, gtin: "4006381333931" })]);
    expect(JSON.stringify(body)).not.toMatch(/cost/);
    await serving.publish("gtin", searchWith('gtin == "4006381333931" && forSale'));
    expect(await ids("gtin")).toEqual(["tent"]);
  });

  it("is not in a preview, nor in a pinned sample, and a preview on that sample still reads it", async () => {
    const { environment, url } = serving.home;
    const ask = async <T>(path: string, more: JsonObject): Promise<T> => {
      const response = await fetch(`${url}/internal/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${environment.internalToken}` },
        body: JSON.stringify({ workspaceId: testWorkspace, ...more }),
      });
      if (response.status !== 200) throw new Error(await response.text());
      return (await response.json()) as T;
    };
    const pipelineId = newId("pipe");
    const graph = searchWith("price - cost > 5000");
    await serving.shop.records.create(testWorkspace, { id: pipelineId, name: "Draft", graph });
    const run = await ask<RunReport>("run", { pipelineId, request: shopper });
    expect(JSON.stringify(run)).not.toContain(String(costOfTent));
    const sample = await ask<{ value: readonly JsonObject[] }>("sample", {
      pipelineId,
      runId: run.runId,
      port: "words.products",
    });
    expect(sample.value.map((item) => item.id)).toContain("tent");
    expect(JSON.stringify(sample)).not.toMatch(/cost/);
    const pinnedId = newId("pipe");
    const pins = [{ port: "words.products", value: sample.value, at: "2026-11-01T00:00:00.000Z" }];
    await serving.shop.records.create(testWorkspace, { id: pinnedId, name: "Pinned", graph: { ...graph, pins } });
    const pinned = await ask<RunReport>("run", { pipelineId: pinnedId, request: shopper });
    const rule = pinned.previews["rule.products"];
    expect(rule?.kind === "products" ? rule.items.map((item) => item.id) : rule).toEqual(["tent"]);

    const why = await ask<ProductStory>("why", { pipelineId, runId: run.runId, productId: "pole" });
    expect(why.sentence).toBe("Not shown: it is not for sale.");
  });
});

describe("a product that is not for sale", () => {
  it("is answered with by nothing: not found, not pinned, and not passed on when the caller sends it", async () => {
    await serving.publish("found", searchWith("price > 0"));
    expect((await ids("found"))?.toSorted()).toEqual(["bag", "tent"]);
    await serving.publish("pinned", templateGraph("product-search", {}, { pins: [{ productId: "pole", place: 1 }] }));
    expect(await ids("pinned")).not.toContain("pole");
    await serving.publish("sent", {
      ...emptyGraph,
      nodes: [
        node("request", "data.endpoint-request", { requestSchema: { type: "object" } }),
        node("items", "data.request-products"),
        node("answer", "answer.products", { fields: ["*"] }),
      ],
      edges: [wire("request.body", "items.body"), wire("items.products", "answer.products")],
    });
    const items = [
      { id: "pole", score: 2, days: 1 },
      { id: "bag", score: 1, days: 2 },
    ];
    const { body } = await serving.call("sent", { items }, key);
    expect(body.items).toEqual([expect.objectContaining({ id: "bag", days: 2 })]);
  });

  it("leaves answers within seconds when it is taken off sale, and comes back", async () => {
    const sell = (forSale: boolean) => serving.shop.catalogue.upsert(testWorkspace, [{ id: "bag", forSale }]);
    await sell(false);
    await vi.waitFor(async () => expect(await ids("found")).toEqual(["tent"]), within);
    await indexTestCatalogue(serving.home);
    await sell(true);
    await indexTestCatalogue(serving.home);
    await vi.waitFor(async () => expect((await ids("found"))?.toSorted()).toEqual(["bag", "tent"]), within);
  });
});
