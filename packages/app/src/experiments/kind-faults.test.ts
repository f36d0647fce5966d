import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { Version } from "@aisle/contracts/version";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { defineCapability } from "@aisle/runtime/node-sdk/capabilities/capability";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { z } from "zod";
import { checkArms } from "./check-arms.ts";
import { kindFaults } from "./kind-faults.ts";

const common = { version: 1, summary: "For tests.", icon: "x", migrations: {}, config: z.object({}) } as const;
const examples = [{ title: "e", inputs: {}, outputs: {} }];
const calls = defineCapability({
  ...{ name: "calls" as never, summary: "Calls somebody.", scope: "process", kind: "act" },
  bind: (adapter) => adapter,
  rehearse: () => ({}) as never,
});
const acting = defineNode({
  ...{ ...common, examples, type: "t.call", title: "Call", effects: ["calls" as never] },
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  run: (_ctx, { products }) => ({ products }),
});
const words = defineNode({
  ...{ ...common, examples, type: "t.words", title: "Say", role: "answer", effects: [] },
  inputs: { products: port("Products") },
  outputs: { answer: port("Answer") },
  run: () => ({ answer: { body: {}, slots: [] } }),
});
const registry = makeRegistry([...builtInNodes, acting, words], [calls]);

const metric = (kind: Metric["kind"], from: "events" | "decisions" = "events"): Metric => ({
  ...{ id: "m", name: "M", kind, attribution: "unit", windowHours: 24, cupedDays: 0, better: "higher", unit: "number" },
  measure: { source: from === "events" ? { from, name: "x" } : { from }, value: { add: "count" } },
});
const planned = (
  kind: Experiment["kind"],
  weights: readonly number[],
  primary: Metric,
  over: Partial<ExperimentSpec> = {},
): Pick<Experiment, "kind" | "spec"> => ({
  kind,
  spec: {
    ...{ hypothesis: "", unit: { kind: "session", field: "shopperId" }, coverage: 1, method: "bayesian", level: 0.95 },
    arms: weights.map((weight, i) => ({ key: "abcdefgh"[i]!, name: "ABCDEFGH"[i]!, weight, edits: [] })),
    metrics: [{ metric: primary, role: "primary" }],
    ...{ correction: "none", plannedDays: 14, segments: [] },
    ...over,
  },
});

it("refuses a bandit whose metric cannot be followed, or whose floors do not fit", () => {
  const half = [0.5, 0.5];
  expect(kindFaults(planned("bandit", half, metric("proportion")))).toEqual([]);
  expect(kindFaults(planned("bandit", half, metric("mean")))).toEqual([]);
  for (const kind of ["ratio", "quantile"] as const)
    expect(kindFaults(planned("bandit", half, metric(kind)))).toEqual([
      expect.stringContaining("A bandit follows a proportion or a mean: “M” is neither"),
    ]);
  const floor = (share: number) => ({ bandit: { floor: share, everyHours: 24 } });
  expect(kindFaults(planned("bandit", [0.4, 0.3, 0.3], metric("mean"), floor(0.4)))).toEqual(
    expect.arrayContaining([expect.stringContaining("choose 33.33 % at most")]),
  );
  expect(kindFaults(planned("bandit", [0.9, 0.1], metric("mean"), floor(0.2)))).toEqual([
    expect.stringContaining("Arm B begins with 10 % of the units"),
  ]);
  expect(kindFaults(planned("bandit", half, metric("mean"), floor(0)))).toEqual([
    expect.stringContaining("never shown"),
  ]);
  // A test is none of it.
  expect(kindFaults(planned("test", [0.9, 0.1], metric("ratio"), floor(0.9)))).toEqual([]);
});

it("refuses an interleaving of more than two rankings, or by a metric of the answer that both share", () => {
  const half = [0.5, 0.5];
  expect(kindFaults(planned("interleaving", half, metric("proportion")))).toEqual([]);
  expect(kindFaults(planned("interleaving", [0.4, 0.3, 0.3], metric("proportion")))).toEqual([
    expect.stringContaining("this experiment has 3 arms"),
  ]);
  const named = planned("interleaving", half, metric("proportion"));
  const [control, treatment] = named.spec.arms;
  const arms = [control!, { ...treatment!, key: "interleaved" }];
  expect(kindFaults({ ...named, spec: { ...named.spec, arms } })).toEqual([
    expect.stringContaining("give that arm another key"),
  ]);
  expect(kindFaults(planned("interleaving", half, metric("mean", "decisions")))).toEqual([
    expect.stringContaining("“M” is of the answer, which both rankings share"),
  ]);
});

const at = { position: { x: 0, y: 0 }, version: 1, config: {} };
const graphOf = (step: string, answer: string): Graph => ({
  ...emptyGraph,
  nodes: [
    { ...at, id: "in", type: "data.endpoint-request" },
    { ...at, id: "items", type: "data.request-products" },
    { ...at, id: "step", type: step },
    { ...at, id: "out", type: answer },
  ],
  edges: [
    { id: "e1", from: "in.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "step.products" },
    { id: "e3", from: "step.products", to: "out.products" },
  ],
});
const experiment = (kind: Experiment["kind"]): Experiment => ({
  ...planned(kind, [0.5, 0.5], metric("proportion")),
  ...{ id: "exp_1", workspaceId: "ws", key: "k", name: "K", state: "starting", problem: null, pipelineId: "p" },
  ...{ versionId: "v", revision: 1, createdBy: null, createdAt: new Date(), startedAt: null, stoppedAt: null },
  ...{ decision: null, archivedAt: null, demo: false },
});
const check = (kind: Experiment["kind"], graph: Graph) =>
  checkArms({ id: "v", number: 1, graph } as Version, experiment(kind), [], {
    version: async () => undefined,
    registry,
    facts: { target: "endpoint", collections: [] },
    capabilities: {
      ...{ calls: {} },
      products: {
        get: (ids: readonly string[]) => ids.map(() => undefined),
        newest: () => [],
        stock: (ids: readonly string[]) => ids.map(() => null),
      },
    } as never,
  });

it("starts no interleaving of what acts, which would happen twice, nor of answers that are not products", async () => {
  expect(await check("interleaving", graphOf("rank.limit", "answer.products"))).toEqual({ ok: true });
  expect(await check("interleaving", graphOf("t.call", "answer.products"))).toMatchObject({
    ok: false,
    reasons: expect.arrayContaining([expect.stringContaining("“Call” acts (calls), and would do so twice")]),
  });
  expect(await check("interleaving", graphOf("rank.limit", "t.words"))).toMatchObject({
    ok: false,
    reasons: expect.arrayContaining([expect.stringContaining("“Say” answers with something else than products")]),
  });
  // A test shows each unit one arm: nothing happens twice.
  expect(await check("test", graphOf("t.call", "answer.products"))).toEqual({ ok: true });
});
