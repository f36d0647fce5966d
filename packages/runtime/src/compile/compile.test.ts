import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AisleError } from "../errors.ts";
import { execute } from "../execute/execute.ts";
import { applyEdit } from "../graph/apply-edit.ts";
import { emptyGraph, type Graph, type GraphNode } from "../graph/graph.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { many, port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { canConnect } from "./assignable.ts";
import { compile, compilePreview } from "./compile.ts";
import { type Facts, sameFacts } from "./facts.ts";

const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const embedder = { params: { embedder: { config: "embedder" } } };
let constantRuns = 0;

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
    type: "t.embed",
    title: "Embed",
    inputs: { text: port("Text") },
    outputs: { vector: port("Vector", embedder) },
    config: z.object({ embedder: z.string().default("mini") }),
    effects: [],
    run: (_ctx, _inputs, config) => ({ vector: { embedder: config.embedder, values: new Float32Array(2) } }),
  }),
  defineNode({
    ...base,
    type: "t.normalise",
    title: "Normalise",
    inputs: { vector: port("Vector", { params: { embedder: { variable: "E" } } }) },
    outputs: { vector: port("Vector", { params: { embedder: { variable: "E" } } }) },
    config: z.object({}),
    effects: [],
    run: (_ctx, { vector }) => ({ vector }),
  }),
  defineNode({
    ...base,
    type: "t.search",
    title: "Search",
    effects: [],
    inputs: { vector: port("Vector", { params: { embedder: { fact: "collection.{config.collection}.embedder" } } }) },
    outputs: { products: port("Products") },
    config: z.object({ collection: z.string().default("small"), limit: z.int().min(1).default(10) }),
    prepare: (config) => {
      if (config.limit === 13)
        throw new AisleError("expression.invalid", "thirteen brings bad luck", { field: "limit" });
    },
    run: () => ({ products: [] }),
  }),
  defineNode({
    ...base,
    type: "t.constant",
    title: "Constant",
    inputs: {},
    outputs: { text: port("Text") },
    config: z.object({}),
    effects: [],
    run: () => {
      constantRuns++;
      return { text: "constant" };
    },
  }),
  defineNode({
    ...base,
    type: "t.popular",
    title: "Popular",
    inputs: {},
    outputs: { products: port("Products") },
    config: z.object({ of: z.string().default("popularity") }),
    effects: ["events"],
    reads: ["artifact.{config.of}.version"],
    run: () => ({ products: [] }),
  }),
  defineNode({
    ...base,
    type: "t.join",
    title: "Join",
    inputs: { lists: many(port("Products")) },
    outputs: { products: port("Products") },
    config: z.object({}),
    effects: [],
    run: (_ctx, { lists }) => ({ products: lists.flat() }),
  }),
  defineNode({
    ...base,
    type: "t.answer",
    title: "Answer",
    role: "answer",
    inputs: { products: port("Products") },
    outputs: { answer: port("Answer") },
    config: z.object({}),
    effects: [],
    run: (_ctx, { products }) => ({ answer: { body: { count: products.length }, slots: [] } }),
  }),
]);
const facts: Facts = {
  target: "endpoint",
  collections: [
    { name: "small", embedder: "mini" },
    { name: "large", embedder: "maxi" },
  ],
};

const node = (id: string, type: string, config: GraphNode["config"] = {}, version = 1): GraphNode => ({
  id,
  type: `t.${type}`,
  version,
  position: { x: 0, y: 0 },
  config,
});
const graphOf = (nodes: GraphNode[], wires: [string, string][]): Graph => ({
  ...emptyGraph,
  nodes,
  edges: wires.map(([from, to], index) => ({ id: `e${index}`, from, to })),
});
const searchGraph = (searchConfig = {}, embedConfig = {}) =>
  graphOf(
    [
      node("r", "request"),
      node("m", "embed", embedConfig),
      node("n", "normalise"),
      node("s", "search", searchConfig),
      node("a", "answer"),
    ],
    [
      ["r.text", "m.text"],
      ["m.vector", "n.vector"],
      ["n.vector", "s.vector"],
      ["s.products", "a.products"],
    ],
  );
const codes = async (graph: Graph, withFacts = facts) => {
  const { problems } = await compile(graph, registry, withFacts);
  return problems.map((problem) => `${problem.code}@${problem.node ?? ""}`);
};

describe("compile", () => {
  it("compiles a valid graph", async () => {
    const result = await compile(searchGraph(), registry, facts);
    expect(result).toMatchObject({ ok: true, problems: [] });
  });

  it("follows the embedder through a node that passes it on, and refuses a collection of another model", async () => {
    const result = await compile(searchGraph({ collection: "large" }), registry, facts);
    expect(result.ok).toBe(false);
    const problem = result.problems.find(({ code }) => code === "embedder-mismatch");
    expect(problem).toMatchObject({
      node: "s",
      edge: "e2",
      message: "This query is embedded by mini; the collection is maxi.",
    });
    expect(problem?.quickFixes?.map((quickFix) => quickFix.title)).toEqual(["Use small"]);
  });

  it("refuses the wire on the canvas too, and each quick fix really fixes it", async () => {
    const graph = graphOf(
      [node("r", "request"), node("m", "embed"), node("s", "search", { collection: "large" }), node("a", "answer")],
      [
        ["r.text", "m.text"],
        ["s.products", "a.products"],
      ],
    );
    const refusal = canConnect(graph, registry.manifests, facts, "m.vector", "s.vector");
    if (refusal.ok) throw new Error("the wire was taken");
    expect(refusal.quickFixes.map((quickFix) => quickFix.title)).toEqual(["Use small", "Embed by maxi"]);
    for (const quickFix of refusal.quickFixes) {
      const fixed = applyEdit(graph, { do: "batch", title: quickFix.title, edits: quickFix.edits });
      if (!fixed.ok) throw new Error(fixed.reason);
      expect(canConnect(fixed.graph, registry.manifests, facts, "m.vector", "s.vector")).toEqual({ ok: true });
    }
    expect(canConnect(graph, registry.manifests, facts, "r.text", "s.vector")).toMatchObject({ code: "wrong-type" });
    const withoutMaxi = canConnect(
      graph,
      registry.manifests,
      { ...facts, embedders: ["mini"] },
      "m.vector",
      "s.vector",
    );
    expect(!withoutMaxi.ok && withoutMaxi.quickFixes.map((quickFix) => quickFix.title)).toEqual(["Use small"]);
    const rebuiltBy = (embedder: string) => {
      const answer = canConnect(
        graph,
        registry.manifests,
        { ...facts, rebuiltBy: { large: embedder } },
        "m.vector",
        "s.vector",
      );
      return answer.ok ? [] : answer.quickFixes.filter((quickFix) => quickFix.rebuild === "large");
    };
    expect(rebuiltBy("mini")).toEqual([{ title: "Rebuild large by mini", edits: [], rebuild: "large" }]);
    expect(rebuiltBy("maxi")).toEqual([]);
    expect(rebuiltBy("newest").map((quickFix) => quickFix.title)).toEqual(["Rebuild large and embed by newest"]);
    const rebuilt = { ...facts, collections: [{ name: "large", embedder: "newest" }] };
    const edited = applyEdit(graph, { do: "batch", title: "", edits: rebuiltBy("newest")[0]!.edits });
    if (!edited.ok) throw new Error(edited.reason);
    expect(canConnect(edited.graph, registry.manifests, rebuilt, "m.vector", "s.vector")).toEqual({ ok: true });
    expect(canConnect(graph, registry.manifests, facts, "s.products", "s.vector")).toMatchObject({ code: "cycle" });
  });

  it("reports every problem at once, each where it is", async () => {
    const graph = graphOf(
      [
        node("x", "gone"),
        node("s", "search", { limit: 0 }),
        node("s2", "search", { limit: 13 }),
        node("s3", "search", { collection: "none" }),
        node("j", "join"),
        node("a", "answer"),
        node("b", "answer"),
      ],
      [
        ["x.out", "a.products"],
        ["s.products", "a.products"],
        ["s.nothing", "b.products"],
      ],
    );
    expect((await codes(graph)).sort()).toEqual(
      [
        "bad-config@s",
        "missing-wire@j",
        "missing-wire@s",
        "missing-wire@s2",
        "missing-wire@s3",
        "no-trigger@",
        "prepare-failed@s2",
        "several-answers@b",
        "too-many-wires@a",
        "unknown-fact@s3",
        "unknown-node@x",
        "unknown-port@b",
        "unused-node@b",
        "unused-node@j",
        "unused-node@s2",
        "unused-node@s3",
      ].sort(),
    );
    const { problems } = await compile(graph, registry, facts);
    expect(problems.find((problem) => problem.code === "prepare-failed")).toMatchObject({ field: "limit" });
  });

  it("finds circles", async () => {
    const graph = graphOf(
      [node("r", "request"), node("j", "join"), node("k", "join"), node("a", "answer")],
      [
        ["j.products", "k.lists"],
        ["k.products", "j.lists"],
        ["k.products", "a.products"],
      ],
    );
    expect(await codes(graph)).toEqual(expect.arrayContaining(["cycle@j", "cycle@k"]));
  });

  it("refuses effects that are not permitted, a node from the future, and a path over the latency budget", async () => {
    expect(await codes(searchGraph(), { ...facts, permittedEffects: [] })).toEqual(["effect-not-permitted@r"]);
    expect(await codes(graphOf([node("r", "request", {}, 9), node("a", "answer")], []))).toContain("unknown-node@r");
    expect(
      await codes(searchGraph(), { ...facts, latencyBudgetMs: 10, p95Ms: { "t.embed": 4, "t.search": 7 } }),
    ).toEqual(["over-budget@s"]);
  });

  it("leaves out what reaches no answer, with a note", async () => {
    const graph = searchGraph();
    const result = await compile({ ...graph, nodes: [...graph.nodes, node("lone", "constant")] }, registry, facts);
    if (!result.ok) throw new Error("does not compile");
    expect(result.plan.dropped).toEqual(["lone"]);
    expect(result.problems).toMatchObject([{ code: "unused-node", severity: "note", node: "lone" }]);
  });

  it("evaluates once what depends on no request", async () => {
    const graph = graphOf(
      [node("r", "request"), node("c", "constant"), node("m", "embed"), node("s", "search"), node("a", "answer")],
      [
        ["c.text", "m.text"],
        ["m.vector", "s.vector"],
        ["s.products", "a.products"],
      ],
    );
    constantRuns = 0;
    const result = await compile(graph, registry, facts);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(constantRuns).toBe(1);
    expect(result.plan.steps.map((step) => step.id)).toEqual(["a"]);
    expect((await execute(result.plan, {}, { mode: "live", capabilities: {} })).answer?.body).toEqual({ count: 0 });
    expect(constantRuns).toBe(1);
  });

  it("gives the same plan id whatever the order and place of nodes, another for another config", async () => {
    const idOf = async (graph: Graph) => {
      const result = await compile(graph, registry, facts);
      return result.ok ? result.plan.planId : "";
    };
    const graph = searchGraph();
    const moved = { ...graph, nodes: graph.nodes.map((each) => ({ ...each, position: { x: 5, y: 5 } })) };
    expect(await idOf(moved)).toBe(await idOf(graph));
    expect(await idOf(searchGraph({ limit: 11 }))).not.toBe(await idOf(graph));
  });

  describe("what a plan is made of", () => {
    const planOf = async (graph: Graph, withFacts: Facts) => {
      const result = await compile(graph, registry, withFacts);
      if (!result.ok) throw new Error(result.problems[0]!.message);
      return result.plan;
    };
    const collection = (name: string, embedder = "mini") => ({ name, embedder });

    it("leaves out the facts that nothing read", async () => {
      const more = {
        ...facts,
        collections: [...facts.collections, collection("other")],
        artifacts: [{ name: "favourites", version: "9" }],
        latencyBudgetMs: 1000,
        p95Ms: { "t.search": 3 },
      };
      const plan = await planOf(searchGraph(), facts);
      expect(plan.facts).toEqual({ "collection.small.embedder": "mini" });
      expect((await planOf(searchGraph(), more)).planId).toBe(plan.planId);
      expect(sameFacts(plan.facts, more)).toBe(true);
    });

    it("takes in the facts that were read", async () => {
      const plan = await planOf(searchGraph({}, { embedder: "mini" }), facts);
      const rebuilt = { ...facts, collections: [collection("small", "maxi")] };
      const after = await planOf(searchGraph({}, { embedder: "maxi" }), rebuilt);
      expect(after.facts).toEqual({ "collection.small.embedder": "maxi" });
      expect(after.planId).not.toBe(plan.planId);
      expect(sameFacts(plan.facts, rebuilt)).toBe(false);
    });

    it("takes in the trained artifacts that its nodes read, by version", async () => {
      const trained = (version: string) => ({
        ...facts,
        artifacts: [
          { name: "together.view", version: "1" },
          { name: "popularity", version },
        ],
      });
      const graph = graphOf([node("p", "popular"), node("a", "answer")], [["p.products", "a.products"]]);
      const whole = { ...graph, nodes: [node("r", "request"), ...graph.nodes] };
      const plan = await planOf(whole, trained("1"));
      expect(plan.facts).toEqual({ "artifact.popularity.version": "1" });
      expect((await planOf(whole, trained("2"))).planId).not.toBe(plan.planId);
      // Before anything was trained, the fact was read too: training it makes another plan.
      expect(sameFacts((await planOf(whole, facts)).facts, trained("1"))).toBe(false);
    });
  });

  it("orders steps after what they need, for any order of the file", async () => {
    const graph = searchGraph();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(graph.nodes, { minLength: graph.nodes.length }), async (nodes) => {
        const result = await compile({ ...graph, nodes }, registry, facts);
        if (!result.ok) throw new Error("does not compile");
        for (const step of result.plan.steps) for (const from of step.waitsFor) expect(from).toBeLessThan(step.index);
      }),
    );
  });
});

describe("compilePreview", () => {
  it("keeps the largest valid part", async () => {
    const { plan, problems } = await compilePreview(searchGraph({ collection: "large" }), registry, facts);
    expect(plan.steps.map((step) => step.id)).toEqual(["r", "m", "n"]);
    expect(problems.some((problem) => problem.code === "embedder-mismatch")).toBe(true);
  });

  it("stops at the node asked for", async () => {
    const { plan } = await compilePreview(searchGraph(), registry, facts, {}, "n");
    expect(plan.steps.map((step) => step.id)).toEqual(["r", "m", "n"]);
  });
});
