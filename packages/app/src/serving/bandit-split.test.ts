import type { Endpoint } from "@aisle/contracts/endpoint";
import type { BanditWeights, Experiment } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { z } from "zod";
import { LivePlans } from "./live-plans.ts";
import { serveEndpoint } from "./serve-request.ts";

let prepared = 0;
const base = { version: 1, summary: "For tests.", icon: "x", migrations: {}, effects: [] } as const;
const examples = [{ title: "e", inputs: {}, outputs: {} }];
const registry = makeRegistry([
  defineNode({
    ...{ ...base, examples, effects: ["request"], type: "t.request", title: "Request", role: "trigger" },
    ...{ inputs: {}, outputs: { text: port("Text") }, config: z.object({}) },
    run: () => ({ text: "q" }),
  }),
  defineNode({
    ...{ ...base, examples, type: "t.answer", title: "Answer", role: "answer" },
    ...{ inputs: { text: port("Text") }, outputs: { answer: port("Answer") }, config: z.object({ say: z.string() }) },
    prepare: () => {
      prepared++;
    },
    run: (_ctx, _inputs, { say }) => ({ answer: { body: { say }, slots: [] } }),
  }),
]);
const node = (id: string, type: string, config: Graph["nodes"][number]["config"] = {}) => ({
  ...{ id, type, version: 1, position: { x: 0, y: 0 }, config },
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [node("r", "t.request"), node("a", "t.answer", { say: "one" })],
  edges: [{ id: "e", from: "r.text", to: "a.text" }],
};
const version = { id: "v1", workspaceId: "ws", pipelineId: "pipeline", number: 1, graph } as Version;
const endpoint: Endpoint = {
  ...{ workspaceId: "ws", slug: "home", aliases: [], pipelineId: "pipeline", pipelineName: "Home" },
  ...{ activeVersionId: "v1", activeNumber: 1, updatedAt: new Date() },
};
const say = (value: Json) => ({ do: "set-field" as const, node: "a", version: 1, path: ["say"], value });

function bandit(weights: readonly BanditWeights[]): Experiment {
  const arms = ["one", "two", "three"].map((word, i) => ({
    ...{ key: "abc"[i]!, name: word, weight: i === 0 ? 0.5 : 0.25, edits: i === 0 ? [] : [say(word)] },
  }));
  return {
    ...{ id: "exp_1", workspaceId: "ws", key: "words", name: "Words", kind: "bandit", state: "running", problem: null },
    ...{ pipelineId: "pipeline", versionId: "v1", revision: 1, createdBy: null, createdAt: new Date(), demo: false },
    ...{ startedAt: new Date(), stoppedAt: null, decision: null, archivedAt: null, weights },
    spec: {
      ...{
        hypothesis: "",
        unit: { kind: "field", field: "visit" },
        arms,
        coverage: 1,
        metrics: [],
        method: "bayesian",
      },
      ...{ correction: "none", level: 0.95, plannedDays: 14, segments: [] },
    },
  };
}

it("splits by the newest weights without compiling a plan again, and logs the odds that the arm had", async () => {
  let running = [bandit([])];
  const plans = new LivePlans({
    records: { endpoints: async () => [endpoint], version: async () => version },
    registries: oneRegistry(registry),
    workspaces: async () => ["ws"],
    facts: async () => ({ target: "endpoint", collections: [] }),
    capabilities: async () => ({}),
    experiments: async () => ({ experiments: running, holdoutShare: 0 }),
    tokenise: () => (value) => value,
    onError: (error) => expect.fail(String(error)),
  });
  const ask = async (visit: string) => {
    const input = { traceId: "t", at: 5, sample: false, storeCandidates: false, decisionId: "dec_1" };
    return serveEndpoint(plans.find("ws", "home")!, { ...input, body: { visit } });
  };
  const shares = async (odds: { readonly [arm: string]: number }) => {
    const arms: string[] = [];
    for (let i = 0; i < 2000; i++) {
      const { decision, body } = await ask(`v${i}`);
      const arm = decision.arms!.words!;
      expect(body.say).toBe({ a: "one", b: "two", c: "three" }[arm]);
      expect(decision.armOdds).toEqual({ words: odds[arm] });
      arms.push(arm);
    }
    // Three and a half standard errors of a share of 2,000 are 3.9 points at most.
    for (const [arm, share] of Object.entries(odds))
      expect(Math.abs(arms.filter((own) => own === arm).length / 2000 - share)).toBeLessThan(0.04);
    return arms;
  };
  await plans.refresh();
  const before = await shares({ a: 0.5, b: 0.25, c: 0.25 });
  const plan = plans.find("ws", "home")!.force("words:b")!.live;
  const made = prepared;
  const weights = (a: number, b: number, c: number, at: number) => ({
    ...{ at, weights: { a, b, c }, posterior: [], draws: 1, seed: "" },
  });
  running = [bandit([weights(0.6, 0.2, 0.2, 5), weights(0.45, 0.1, 0.45, 10)])];
  await plans.refresh();
  const after = await shares({ a: 0.45, b: 0.1, c: 0.45 });
  expect(prepared).toBe(made);
  expect(plans.find("ws", "home")!.force("words:b")!.live).toBe(plan);
  // Nobody leaves an arm but where the split moved: a keeps nine in ten of its own.
  const unmoved = before.filter((arm, i) => arm === "a" && after[i] === "a").length;
  expect(unmoved / before.filter((arm) => arm === "a").length).toBeGreaterThan(0.85);
  // A change of the experiment itself compiles its plans again.
  running = [{ ...running[0]!, revision: 2 }];
  await plans.refresh();
  expect(plans.find("ws", "home")!.force("words:b")!.live).not.toBe(plan);
  plans.close();
});

it("logs no odds of an experiment whose split stays", async () => {
  const plans = new LivePlans({
    records: { endpoints: async () => [endpoint], version: async () => version },
    registries: oneRegistry(registry),
    workspaces: async () => ["ws"],
    facts: async () => ({ target: "endpoint", collections: [] }),
    capabilities: async () => ({}),
    experiments: async () => ({ experiments: [{ ...bandit([]), kind: "test" }], holdoutShare: 0 }),
    tokenise: () => (value) => value,
    onError: (error) => expect.fail(String(error)),
  });
  await plans.refresh();
  const input = { traceId: "t", at: 5, sample: false, storeCandidates: false, decisionId: "dec_1" };
  const { decision } = await serveEndpoint(plans.find("ws", "home")!, { ...input, body: { visit: "v" } });
  expect([decision.arms?.words, decision.armOdds]).toEqual([expect.stringMatching(/^[abc]$/), undefined]);
  plans.close();
});
