import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { PreparedNodes } from "@aisle/runtime/compile/configure-nodes";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { canMeet } from "../experiments/arm-combinations.ts";
import { prepareSplit } from "./endpoint-arms.ts";
import { makeLiveEndpoint } from "./live-endpoint.ts";
import { makeLivePlan } from "./live-plan.ts";
import { serveEndpoint } from "./serve-request.ts";

const registry = makeRegistry(builtInNodes);
const at = { position: { x: 0, y: 0 }, version: 1, config: {} };
const graph: Graph = {
  ...emptyGraph,
  nodes: [
    { ...at, id: "in", type: "data.endpoint-request" },
    { ...at, id: "items", type: "data.request-products" },
    { ...at, id: "top", type: "rank.limit", config: { count: 1 } },
    { ...at, id: "spread", type: "rank.limit", config: { count: 9 } },
    { ...at, id: "out", type: "answer.products" },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "top.products" },
    { id: "e3", from: "top.products", to: "spread.products" },
    { id: "e4", from: "spread.products", to: "out.products" },
  ],
};
const version = { id: "ver_1", number: 1, graph } as Version;
const countOf = (node: string, count: number): Edit => ({
  do: "set-field",
  node,
  version: 1,
  path: ["count"],
  value: count,
});

function experiment(key: string, edits: readonly (readonly Edit[])[], spec: Partial<ExperimentSpec> = {}): Experiment {
  const arms = [[], ...edits].map((own, i) => ({
    key: "abcdef"[i]!,
    name: `Arm ${i}`,
    weight: 1 / (edits.length + 1),
    edits: own,
  }));
  return {
    ...{ id: `exp_${key}`, workspaceId: "ws", key, name: key, kind: "test", state: "running", problem: null },
    ...{ pipelineId: "p", versionId: "ver_1", revision: 1, createdBy: null, createdAt: new Date(), demo: false },
    ...{ startedAt: new Date(), stoppedAt: null, decision: null, archivedAt: null },
    spec: {
      ...{ hypothesis: "", unit: { kind: "shopper", field: "shopperId" }, arms, coverage: 1, metrics: [] },
      ...{ method: "frequentist", correction: "none", level: 0.95, plannedDays: 14, segments: [] },
      ...spec,
    },
  };
}

const products = {
  get: (ids: readonly string[]) => ids.map(() => undefined),
  newest: () => [],
  stock: (ids: readonly string[]) => ids.map(() => null),
};

async function splitOf(experiments: readonly Experiment[], holdoutShare: number) {
  const prepared = new PreparedNodes();
  const make = async (of: Graph) => {
    const compiled = await compile(of, registry, { target: "endpoint", collections: [] }, { products }, prepared);
    if (!compiled.ok) throw new Error(compiled.problems[0]!.message);
    const parts = { workspaceId: "ws", slug: "top", pipelineId: "p", versionId: "ver_1", versionNumber: 1 };
    return makeLivePlan({ ...parts, plan: compiled.plan, capabilities: { products } }, (value) => `tok(${value})`);
  };
  const base = await make(graph);
  const found = await prepareSplit(version, experiments, holdoutShare, { version: async () => undefined, make });
  return { endpoint: makeLiveEndpoint(base, found.split), error: found.error };
}

/** One of whose experiments none is missing. */
async function endpointWith(experiments: readonly Experiment[], holdoutShare = 0) {
  const { endpoint, error } = await splitOf(experiments, holdoutShare);
  if (error !== undefined) throw error;
  return endpoint;
}

const ask = (endpoint: ReturnType<typeof makeLiveEndpoint>, body: JsonObject, forced?: string) => {
  const items: Json = [1, 2, 3, 4].map((n) => ({ id: `i${n}` }));
  const input = { traceId: "t", at: 5, sample: false, storeCandidates: false, decisionId: "dec_1" };
  return serveEndpoint(endpoint, {
    ...input,
    body: { items, ...body },
    ...(forced === undefined ? {} : { forced }),
  });
};
const shown = (body: JsonObject) => (body.items as readonly unknown[]).length;

it("answers by the plan of each combination of arms, evenly and independently of each other", async () => {
  const endpoint = await endpointWith([
    experiment("top", [[countOf("top", 3)]]),
    experiment("spread", [[countOf("spread", 2)]]),
  ]);
  const counts = new Map<string, number>();
  for (let unit = 0; unit < 2000; unit++) {
    const { body, decision } = await ask(endpoint, { shopperId: `s${unit}` });
    const { top, spread } = decision.arms as { top: string; spread: string };
    expect(shown(body)).toBe(Math.min(top === "b" ? 3 : 1, spread === "b" ? 2 : 9));
    expect(body.variant).toBe(`top:${top},spread:${spread}`);
    counts.set(`${top}${spread}`, (counts.get(`${top}${spread}`) ?? 0) + 1);
  }
  // A quarter each; three and a half standard errors of a share of 2,000 are 3.4 points.
  for (const pair of ["aa", "ab", "ba", "bb"]) expect(Math.abs(counts.get(pair)! / 2000 - 0.25)).toBeLessThan(0.034);
});

it("prepares no combination that no unit can get, and never two of one exclusion group", async () => {
  const half = (range: readonly [number, number]) => ({ group: { name: "shelf", range } });
  const [one, two] = [
    experiment("one", [[countOf("top", 2)]], half([0, 0.5])),
    experiment("two", [[countOf("top", 3)]], half([0.5, 1])),
  ];
  expect([canMeet(one, two), canMeet(one, experiment("three", []))]).toEqual([false, true]);
  const endpoint = await endpointWith([one, two]);
  for (let unit = 0; unit < 500; unit++) {
    const { decision } = await ask(endpoint, { shopperId: `s${unit}` });
    expect(Object.keys(decision.arms ?? {})).toHaveLength(1);
  }
  expect((await ask(endpoint, {}, "one:b,two:b")).status).toBe(404);
});

it("holds the workspace's share of units out of every experiment", async () => {
  const endpoint = await endpointWith([experiment("top", [[countOf("top", 3)]])], 0.2);
  let out = 0;
  for (let unit = 0; unit < 2000; unit++)
    if ((await ask(endpoint, { shopperId: `s${unit}` })).decision.arms === undefined) out++;
  expect(Math.abs(out / 2000 - 0.2)).toBeLessThan(0.032);
});

it("assigns by another field of the request, by the one that outlasts a sign-in first, and logs what it hashed", async () => {
  const endpoint = await endpointWith([
    experiment("top", [[countOf("top", 3)]], {
      unit: { kind: "session", field: "sessionId", stickyField: "anonymousId" },
    }),
  ]);
  const before = await ask(endpoint, { anonymousId: "anon-1", sessionId: "x" });
  const after = await ask(endpoint, { anonymousId: "anon-1", sessionId: "y", shopperId: "jane@shop.example" });
  expect(after.decision.arms).toEqual(before.decision.arms);
  expect(after.decision).toMatchObject({ unit: "tok(jane@shop.example)", units: { top: "anon-1" } });
  const personal = await ask(endpoint, { sessionId: "jane@shop.example" });
  expect(personal.decision.units).toEqual({ top: "tok(jane@shop.example)" });
  expect((await ask(endpoint, { shopperId: "s1" })).decision.arms).toBeUndefined();
});

it("counts no exposure of a request that is refused, nor of one in which nothing that differs has run", async () => {
  const branch: Edit = { do: "set-if-failing", node: "top", onFailure: { do: "skip" } };
  const endpoint = await endpointWith([experiment("top", [[countOf("top", 3)]]), experiment("skip", [[branch]])]);
  const refused = await ask(endpoint, { shopperId: "s1", viewed: "no list" });
  expect([refused.status, refused.decision.arms]).toEqual([400, undefined]);
  expect(endpoint.choose({ shopperId: "s1" }).conditional?.map(({ nodes }) => nodes)).toEqual([["top"], ["top"]]);
  // Without products nothing reaches the nodes that differ.
  const empty = await serveEndpoint(endpoint, {
    ...{ traceId: "t", at: 5, sample: false, storeCandidates: false, decisionId: "dec_1" },
    body: { shopperId: "s1" },
  });
  const ran = empty.decision.steps.find(({ node }) => node === "top")?.outcome;
  expect([ran, empty.decision.arms === undefined]).toEqual(ran === "skipped" ? ["skipped", true] : [ran, false]);
});

it("answers with the arm that a person asks for, as a sample, and says when it does not run", async () => {
  const endpoint = await endpointWith([experiment("top", [[countOf("top", 3)]])]);
  const forced = await ask(endpoint, {}, "top:b");
  expect([shown(forced.body), forced.body.variant, forced.decision.sample]).toEqual([3, "top:b", true]);
  expect(forced.decision.arms).toBeUndefined();
  for (const wrong of ["top:z", "other:b", "top", ""])
    expect([wrong, (await ask(endpoint, {}, wrong)).status]).toEqual([wrong, 404]);
});

it("prepares what arms share once", async () => {
  const calls: string[] = [];
  const prepared = new PreparedNodes();
  const node = (id: string) => ({ ...at, id, type: "t" });
  for (const [id, config] of [
    ["x", { a: 1 }],
    ["x", { a: 1 }],
    ["x", { a: 2 }],
    ["y", { a: 1 }],
  ] as const)
    await prepared.stateOf(node(id), config, () => calls.push(`${id}${config.a}`));
  expect(calls).toEqual(["x1", "x2", "y1"]);
  await expect(prepared.stateOf(node("z"), {}, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await prepared.stateOf(node("z"), {}, () => "there")).toBe("there");
});

it("refuses arms that do not fit the version, and more combinations than can be held", async () => {
  await expect(endpointWith([experiment("top", [[countOf("gone", 3)]])])).rejects.toThrow("does not fit the version");
  const many = ["a", "b", "c"].map((key) =>
    experiment(
      key,
      [2, 3, 4, 5].map((count) => [countOf("top", count)]),
    ),
  );
  await expect(endpointWith(many)).rejects.toThrow("more than the 32");
});

it("keeps who is held out of an endpoint out of its other experiments, whatever the workspace holds out", async () => {
  const held: Experiment = {
    ...experiment("holdout-2026-11", [[countOf("top", 4)]]),
    kind: "holdout",
    spec: { ...experiment("x", []).spec, arms: [] },
  };
  const arms = [
    { key: "live", name: "Live", weight: 0.9, edits: [] },
    { key: "holdout", name: "Version 1", weight: 0.1, edits: [countOf("top", 4)] },
  ];
  const endpoint = await endpointWith(
    [experiment("top", [[countOf("top", 3)]]), { ...held, spec: { ...held.spec, arms } }],
    0.2,
  );
  let heldOut = 0;
  let inTest = 0;
  for (let unit = 0; unit < 2000; unit++) {
    const { body, decision } = await ask(endpoint, { shopperId: `s${unit}` });
    const { top, "holdout-2026-11": hold } = decision.arms as { top?: string; "holdout-2026-11": string };
    if (top !== undefined) inTest++;
    if (hold === "holdout") {
      heldOut++;
      expect([top, shown(body), body.variant]).toEqual([undefined, 4, "holdout-2026-11:holdout"]);
    } else expect([hold, shown(body)]).toEqual(["live", top === "b" ? 3 : 1]);
  }
  // Three and a half standard errors of a share of 2,000.
  expect(Math.abs(heldOut / 2000 - 0.1)).toBeLessThan(0.024);
  expect(Math.abs(inTest / 2000 - 0.9 * 0.8)).toBeLessThan(0.036);
});

it("assigns the experiments that fit where another one does not, and says which does not", async () => {
  const { endpoint, error } = await splitOf(
    [
      experiment("gone", [[countOf("gone", 3)]]),
      experiment("top", [[countOf("top", 3)]]),
      experiment("bad", [[countOf("top", -1)]]),
    ],
    0,
  );
  expect(String(error)).toContain("gone:b does not fit the version");
  const { decision } = await ask(endpoint, { shopperId: "s1" });
  expect(Object.keys(decision.arms ?? {})).toEqual(["top"]);
});
