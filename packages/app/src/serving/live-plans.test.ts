import type { Endpoint } from "@aisle/contracts/endpoint";
import type { Version } from "@aisle/contracts/version";
import type { Facts } from "@aisle/runtime/compile/facts";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { z } from "zod";
import { LivePlans } from "./live-plans.ts";

let runs = 0;
const examples = [{ title: "e", inputs: {}, outputs: {} }];
const base = { version: 1, summary: "For tests.", icon: "x", migrations: {}, examples };
const registry = makeRegistry([
  defineNode({
    ...base,
    type: "t.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { text: port("Text") },
    config: z.object({}),
    effects: ["request"],
    run: () => ({ text: "q" }),
  }),
  defineNode({
    ...base,
    type: "t.answer",
    title: "Answer",
    role: "answer",
    inputs: { text: port("Text") },
    outputs: { answer: port("Answer") },
    config: z.object({}),
    effects: [],
    reads: ["artifact.popularity.version", "collection.catalog.embedder"],
    run: () => {
      runs++;
      return { answer: { body: {}, slots: [] } };
    },
  }),
]);
const node = (id: string, type: string) => ({ id, type, version: 1, position: { x: 0, y: 0 }, config: {} });
const graph: Graph = {
  ...emptyGraph,
  nodes: [node("r", "t.request"), node("a", "t.answer")],
  edges: [{ id: "e", from: "r.text", to: "a.text" }],
  samples: [{ id: "s", title: "A sample", request: {} }],
};
const version = (id: string): Version => ({
  id,
  workspaceId: "ws",
  pipelineId: "pipeline",
  number: 1,
  graph,
  name: "",
  notes: "",
  status: "ready",
  waitingFor: null,
  problems: [],
  report: null,
  publishedBy: null,
  draftRevision: 1,
  createdAt: new Date(),
});
const endpoint: Endpoint = {
  workspaceId: "ws",
  slug: "home",
  aliases: [],
  pipelineId: "pipeline",
  pipelineName: "Home",
  activeVersionId: "v1",
  activeNumber: 1,
  updatedAt: new Date(),
};

it("runs the samples for a new version or another embedding model, and not for newer popularity", async () => {
  let active = "v1";
  let facts: Facts = {
    target: "endpoint",
    collections: [{ name: "catalog", embedder: "mini" }],
    artifacts: [{ name: "popularity", version: "1" }],
  };
  const errors: unknown[] = [];
  const plans = new LivePlans({
    records: {
      endpoints: async () => [{ ...endpoint, activeVersionId: active }],
      version: async (_workspaceId, id) => version(id),
    },
    registries: oneRegistry(registry),
    workspaces: async () => ["ws"],
    facts: async () => facts,
    capabilities: async () => ({}),
    tokenise: () => (value) => value,
    onError: (error) => errors.push(error),
  });
  const ranBy = async () => {
    runs = 0;
    await plans.refresh();
    return [runs, plans.find("ws", "home")?.base.plan.planId] as const;
  };
  const [first, before] = await ranBy();
  expect(errors).toEqual([]);
  expect(first).toBe(1);
  facts = { ...facts, artifacts: [{ name: "popularity", version: "2" }] };
  const [again, after] = await ranBy();
  expect(again).toBe(0);
  expect(after).not.toBe(before);
  facts = { ...facts, collections: [{ name: "catalog", embedder: "maxi" }] };
  expect((await ranBy())[0]).toBe(1);
  active = "v2";
  expect((await ranBy())[0]).toBe(1);
  plans.close();
});
