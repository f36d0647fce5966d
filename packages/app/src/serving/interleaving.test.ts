import type { Experiment } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { PreparedNodes } from "@aisle/runtime/compile/configure-nodes";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { z } from "zod";
import { prepareSplit } from "./endpoint-arms.ts";
import { makeLiveEndpoint } from "./live-endpoint.ts";
import { makeLivePlan } from "./live-plan.ts";
import { serveEndpoint } from "./serve-request.ts";
import type { Served } from "./served.ts";

const running = { now: 0, most: 0 };
/** Turns the order round, late or not at all, as its setting says. */
const turn = defineNode({
  ...{ type: "t.turn", version: 1, title: "Turn", summary: "For tests.", icon: "x", effects: [], migrations: {} },
  examples: [{ title: "e", inputs: { products: [] }, outputs: { products: [] } }],
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({ how: z.enum(["as-is", "round", "fails", "late", "never"]).default("as-is") }),
  run: async (_ctx, { products }, { how }) => {
    running.now++;
    running.most = Math.max(running.most, running.now);
    if (how === "never") await new Promise(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, how === "late" ? 30 : 1));
    running.now--;
    if (how === "fails") throw new Error("no ranking today");
    return { products: how === "round" ? [...products].reverse() : products };
  },
});
const registry = makeRegistry([...builtInNodes, turn]);
const at = { position: { x: 0, y: 0 }, version: 1, config: {} };
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    { ...at, id: "in", type: "data.endpoint-request" },
    { ...at, id: "items", type: "data.request-products" },
    { ...at, id: "turn", type: "t.turn" },
    { ...at, id: "top", type: "rank.limit", config: { count: 9 } },
    { ...at, id: "out", type: "answer.products", config: { count: 4, fields: ["title"] } },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "turn.products" },
    { id: "e3", from: "turn.products", to: "top.products" },
    { id: "e4", from: "top.products", to: "out.products" },
  ],
};
const version = { id: "ver_1", number: 1, graph } as Version;
const set = (node: string, path: string, value: JsonObject[string]): Edit => ({
  ...{ do: "set-field", node, version: 1, path: [path], value },
});

function experiment(key: string, edits: readonly Edit[], over: Partial<Experiment> = {}): Experiment {
  const arms = [[], edits].map((own, i) => ({ key: "ab"[i]!, name: "AB"[i]!, weight: 0.5, edits: own }));
  return {
    ...{ id: `exp_${key}`, workspaceId: "ws", key, name: key, kind: "interleaving", state: "running", problem: null },
    ...{ pipelineId: "p", versionId: "ver_1", revision: 1, createdBy: null, createdAt: new Date(), demo: false },
    ...{ startedAt: new Date(), stoppedAt: null, decision: null, archivedAt: null },
    spec: {
      ...{ hypothesis: "", unit: { kind: "shopper", field: "shopperId" }, arms, coverage: 1, metrics: [] },
      ...{ method: "frequentist", correction: "none", level: 0.95, plannedDays: 14, segments: [] },
    },
    ...over,
  };
}

async function endpointWith(
  experiments: readonly Experiment[],
  stock: (ids: readonly string[]) => (number | null)[] = (ids) => ids.map(() => null),
) {
  const prepared = new PreparedNodes();
  const products = { get: (ids: readonly string[]) => ids.map(() => undefined), newest: () => [], stock };
  const capabilities: ProcessCapabilities = { products };
  const make = async (of: Graph) => {
    const compiled = await compile(of, registry, { target: "endpoint", collections: [] }, capabilities, prepared);
    if (!compiled.ok) throw new Error(compiled.problems[0]!.message);
    const parts = { workspaceId: "ws", slug: "top", pipelineId: "p", versionId: "ver_1", versionNumber: 1 };
    return makeLivePlan({ ...parts, plan: compiled.plan, capabilities }, (value) => `tok(${value})`, 150);
  };
  const base = await make(graph);
  const { split, error } = await prepareSplit(version, experiments, 0, { version: async () => undefined, make });
  if (error !== undefined) throw error;
  return makeLiveEndpoint(base, split);
}

const eight = Array.from({ length: 8 }, (_, i) => ({ id: `i${i}`, title: `Item ${i}` }));
const ask = (
  endpoint: ReturnType<typeof makeLiveEndpoint>,
  id = "dec_1",
  body: JsonObject = { shopperId: "s1" },
  forced?: string,
) =>
  serveEndpoint(endpoint, {
    ...{ traceId: "t", at: 5, sample: false, storeCandidates: false, decisionId: id },
    body: { items: eight, ...body },
    ...(forced === undefined ? {} : { forced }),
  });
const idsOf = ({ body }: Served) => (body.items as { id: string }[]).map(({ id }) => id);
const teamsOf = ({ decision }: Served) =>
  decision.slots.map(({ product }) => product.effects.find(({ rule }) => rule === "interleaved")?.change);

it("makes one answer of two rankings, fairly: each place is either's as often, and each slot says whose it is", async () => {
  const endpoint = await endpointWith([experiment("shelf", [set("turn", "how", "round")])]);
  const firsts = { a: 0, b: 0 };
  const places = [0, 0, 0, 0];
  for (let i = 0; i < 400; i++) {
    const served = await ask(endpoint, `dec_${i}`);
    const teams = teamsOf(served);
    expect(served.decision).toMatchObject({ arms: { shelf: "interleaved" }, arm: "shelf:interleaved" });
    expect(served.body.variant).toBe("shelf:interleaved");
    // As long as either alone, two of each.
    expect(teams.filter((team) => team === "a")).toHaveLength(2);
    expect(teams.filter((team) => team === "b")).toHaveLength(2);
    // Each ranking's products stand in its own order: i0, i1 … of a, i7, i6 … of b.
    const ids = idsOf(served);
    expect(ids.filter((_, place) => teams[place] === "a")).toEqual(["i0", "i1"]);
    expect(ids.filter((_, place) => teams[place] === "b")).toEqual(["i7", "i6"]);
    expect(served.decision.slots.map(({ product }) => product.id)).toEqual(ids);
    expect((served.body.items as { title: string }[])[0]!.title).toBe(`Item ${ids[0]!.slice(1)}`);
    for (const { product } of served.decision.slots) expect(product.propensity).toBe("unknown");
    firsts[teams[0] as "a" | "b"]++;
    for (const [place, team] of teams.entries()) if (team === "a") places[place]!++;
  }
  // Three and a half standard errors of a share of 400 are 8.8 points.
  expect(Math.abs(firsts.a / 400 - 0.5)).toBeLessThan(0.09);
  for (const count of places) expect(Math.abs(count / 400 - 0.5)).toBeLessThan(0.09);
  // The same decision would be drawn the same way again.
  expect(idsOf(await ask(endpoint, "dec_7"))).toEqual(idsOf(await ask(endpoint, "dec_7")));
});

it("runs both side by side, and each node is one step of the decision", async () => {
  const endpoint = await endpointWith([experiment("shelf", [set("turn", "how", "late")])]);
  running.most = 0;
  const { decision } = await ask(endpoint);
  expect(running.most).toBe(2);
  expect(decision.steps.map(({ node }) => node)).toEqual(["in", "items", "turn", "top", "out"]);
  expect(decision.outcome).toBe("answered");
});

it.each([
  ["fails", "no ranking today"],
  ["never", ""],
])("answers by the other ranking alone when one %s, and neither has credit of it", async (how, message) => {
  const endpoint = await endpointWith([experiment("shelf", [set("turn", "how", how)])]);
  const served = await ask(endpoint);
  expect([served.status, idsOf(served)]).toEqual([200, ["i0", "i1", "i2", "i3"]]);
  expect(served.decision.outcome).toBe("fell-back");
  expect(served.decision.arms).toBeUndefined();
  expect(teamsOf(served)).toEqual([undefined, undefined, undefined, undefined]);
  expect(served.decision.notes?.at(-1)?.message).toContain("Ranking b gave no answer");
  expect(served.decision.notes?.at(-1)?.message).toContain(message);
  // The deadline of a request holds for both together.
  expect(served.decision.totalMs).toBeLessThan(1000);
});

it("keeps out what was sold while the slower ranking ran, and fills up from what both have", async () => {
  let asked = 0;
  // Both answers still have i0 and i7; when they are put together those are gone.
  const stock = (ids: readonly string[]) => {
    asked++;
    return ids.map((id) => (asked > 2 && (id === "i0" || id === "i7") ? 0 : 5));
  };
  const endpoint = await endpointWith([experiment("shelf", [set("turn", "how", "round")])], stock);
  const served = await ask(endpoint);
  expect(asked).toBe(3);
  expect(idsOf(served)).toHaveLength(4);
  expect(idsOf(served)).not.toContain("i0");
  expect(idsOf(served)).not.toContain("i7");
});

it("shows each product once where rankings agree, and as many as the longer of both", async () => {
  const endpoint = await endpointWith([experiment("shelf", [set("top", "count", 2)])]);
  const served = await ask(endpoint);
  expect(idsOf(served)).toHaveLength(4);
  expect(new Set(idsOf(served)).size).toBe(4);
});

it("lets a person see either ranking or both, refuses what is refused, and leaves others as they were", async () => {
  const endpoint = await endpointWith([experiment("shelf", [set("turn", "how", "round")])]);
  expect(idsOf(await ask(endpoint, "d", {}, "shelf:a"))).toEqual(["i0", "i1", "i2", "i3"]);
  expect(idsOf(await ask(endpoint, "d", {}, "shelf:b"))).toEqual(["i7", "i6", "i5", "i4"]);
  const both = await ask(endpoint, "d", {}, "shelf:interleaved");
  expect([both.decision.sample, both.decision.arms, new Set(teamsOf(both)).size]).toEqual([true, undefined, 2]);
  const refused = await ask(endpoint, "d", { shopperId: "s1", viewed: "no list" });
  expect([refused.status, refused.decision.arms, refused.decision.outcome]).toEqual([400, undefined, "refused"]);
  // A visitor without an id is in no experiment.
  expect((await ask(endpoint, "d", {})).decision).toMatchObject({ arm: "live" });
});

it("stands beside a test of something else, and beside no second interleaving", async () => {
  const endpoint = await endpointWith([
    experiment("count", [set("out", "count", 2)], { kind: "test" }),
    experiment("shelf", [set("turn", "how", "round")]),
    experiment("more", [set("top", "count", 3)]),
  ]);
  const lengths = new Map<string, Set<number>>();
  for (let i = 0; i < 60; i++) {
    const served = await ask(endpoint, `dec_${i}`, { shopperId: `s${i}` });
    const { count, ...others } = served.decision.arms!;
    expect(others).toEqual({ shelf: "interleaved" });
    expect(new Set(teamsOf(served)).size).toBe(2);
    lengths.set(count!, (lengths.get(count!) ?? new Set()).add(idsOf(served).length));
  }
  expect(lengths).toEqual(
    new Map([
      ["a", new Set([4])],
      ["b", new Set([2])],
    ]),
  );
});
