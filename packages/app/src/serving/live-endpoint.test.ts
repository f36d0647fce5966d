import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
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
    { ...at, id: "out", type: "answer.products" },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "top.products" },
    { id: "e3", from: "top.products", to: "out.products" },
  ],
};

async function planWith(edits: readonly Edit[], versionNumber = 1) {
  let edited = graph;
  for (const edit of edits) {
    const result = applyEdit(edited, edit);
    if (!result.ok) throw new Error(result.reason);
    edited = result.graph;
  }
  const compiled = await compile(edited, registry, { target: "endpoint", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const products = {
    get: (ids: readonly string[]) => ids.map(() => undefined),
    newest: () => [],
    stock: (ids: readonly string[]) => ids.map(() => null),
  };
  const parts = { workspaceId: "ws", slug: "top", pipelineId: "p", versionId: `v${versionNumber}`, versionNumber };
  return makeLivePlan({ ...parts, plan: compiled.plan, capabilities: { products } }, (value) => `tok(${value.length})`);
}

const countTo = (count: number): Edit => ({ do: "set-field", node: "top", version: 1, path: ["count"], value: count });
const ask = (endpoint: ReturnType<typeof makeLiveEndpoint>, body: JsonObject, id = "dec_1") => {
  const items: Json = [1, 2, 3, 4].map((n) => ({ id: `i${n}` }));
  const input = { traceId: "t", at: 5, sample: false, storeCandidates: false };
  return serveEndpoint(endpoint, { ...input, decisionId: id, body: { items, ...body } });
};
const shown = (body: JsonObject) => (body.items as readonly unknown[]).length;

describe("an endpoint", () => {
  it("without a split answers by its version, and is in no experiment", async () => {
    const endpoint = makeLiveEndpoint(await planWith([]));
    const { decision, body } = await ask(endpoint, { shopperId: "s1" });
    expect([decision.arm, decision.arms, body.variant, shown(body)]).toEqual(["live", undefined, "live", 1]);
  });

  it("gives each unit the arms that it has, always the same, and logs them as exposures", async () => {
    const treatments = new Map([
      ["size:two", await planWith([countTo(2)])],
      ["size:three", await planWith([countTo(3)])],
    ]);
    const endpoint = makeLiveEndpoint(await planWith([]), {
      experiments: [
        { key: "size", arms: ["one", "two", "three"], assignment: { seed: "size", variations: 3, coverage: 0.9 } },
      ],
      planOf: ([arm]) => treatments.get(arm!),
    });
    const expected = { one: 1, two: 2, three: 3 };
    const counts = { one: 0, two: 0, three: 0, none: 0 };
    for (let unit = 0; unit < 3000; unit++) {
      const { decision, body } = await ask(endpoint, { shopperId: `s${unit}` }, `dec_${unit}`);
      const name = (decision.arms?.size ?? "none") as keyof typeof counts;
      counts[name]++;
      expect(shown(body)).toBe(name === "none" ? 1 : expected[name]);
      expect(decision.arm).toBe(name === "one" || name === "none" ? "live" : `size:${name}`);
      expect(body.variant).toBe(name === "none" ? "live" : `size:${name}`);
      expect(decision.planId).toBe(treatments.get(decision.arm ?? "")?.plan.planId ?? endpoint.base.plan.planId);
    }
    // 30 % each and 10 % outside; three standard errors of a share of 3,000 are 2.5 points.
    for (const name of ["one", "two", "three"] as const)
      expect(Math.abs(counts[name] / 3000 - 0.3)).toBeLessThan(0.025);
    expect(Math.abs(counts.none / 3000 - 0.1)).toBeLessThan(0.0165);
    const again = await ask(endpoint, { shopperId: "s7" });
    expect((await ask(endpoint, { shopperId: "s7" }, "dec_other")).decision.arms).toEqual(again.decision.arms);
  });

  it("shows a canary to its share of units, and keeps those out of experiments", async () => {
    const canary = {
      live: await planWith([countTo(4)], 2),
      assignment: { seed: "canary-2", variations: 2, weights: [0.8, 0.2] },
    };
    const endpoint = makeLiveEndpoint(await planWith([]), {
      canary,
      experiments: [{ key: "size", arms: ["one", "one again"], assignment: { seed: "size", variations: 2 } }],
      planOf: () => undefined,
    });
    let seen = 0;
    for (let unit = 0; unit < 2000; unit++) {
      const { decision } = await ask(endpoint, { shopperId: `s${unit}` });
      if (decision.arm !== "canary") continue;
      seen++;
      expect([decision.versionNumber, decision.arms]).toEqual([2, undefined]);
    }
    expect(Math.abs(seen / 2000 - 0.2)).toBeLessThan(0.027);
  });

  it("answers visitors without an id, and arms that are not ready, by the live version, as no exposure", async () => {
    const experiment = { key: "size", arms: ["one", "two"], assignment: { seed: "size", variations: 2 } };
    const endpoint = makeLiveEndpoint(await planWith([]), { experiments: [experiment], planOf: () => undefined });
    expect((await ask(endpoint, {})).decision).toMatchObject({ arm: "live" });
    expect((await ask(endpoint, {})).decision.arms).toBeUndefined();
    const arms = new Set<string>();
    for (let unit = 0; unit < 50; unit++) {
      const { decision } = await ask(endpoint, { shopperId: `s${unit}` });
      arms.add(`${decision.arm} ${decision.arms?.size}`);
    }
    expect([...arms].sort()).toEqual(["live one", "live undefined"]);
  });

  it("hashes the unit's token, never the personal value, and refuses wrong bodies as ever", async () => {
    const endpoint = makeLiveEndpoint(await planWith([]), {
      experiments: [{ key: "size", arms: ["one", "two"], assignment: { seed: "size", variations: 2 } }],
    });
    expect(endpoint.unitOf({ shopperId: "jane.doe@shop.example" })).toBe("tok(21)");
    for (const body of [null, [], "text"] as Json[]) {
      const served = await serveEndpoint(endpoint, {
        body,
        decisionId: "d",
        traceId: "t",
        at: 1,
        sample: false,
        storeCandidates: false,
      });
      expect(served.status).toBe(400);
    }
  });
});
