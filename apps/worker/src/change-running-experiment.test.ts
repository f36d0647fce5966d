import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import type { Edit } from "@aisle/runtime/graph/edit";
import { expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();
const experiments = () => studio.services.experiments;
const store = () => new ExperimentStore(studio.home.pool);
const cheaper: Edit = { do: "set-field", node: "sort", version: 1, path: ["order"], value: "ascending" };

const specOf = async (id: string): Promise<ExperimentSpec> => (await store().find(testWorkspace, id))!.spec;
const refused = (...reasons: readonly string[]) => ({
  code: "experiment.refused",
  details: { reasons: reasons.map((reason) => expect.stringContaining(reason)) },
});

it("changes of a running experiment only what explains, and adds metrics with the time that they came in", async () => {
  const { pipelineId } = await studio.shop.activate("fixed", rankGraph());
  const { id } = await experiments().begin(caller, { pipelineId, edits: [cheaper], name: "Fixed" });
  await experiments().start(caller, id);
  await store().change(studio.shop.actor, id, 2, ["starting"], { state: "running", startedAt: new Date() });
  const spec = await specOf(id);
  const secondary = { metric: builtInMetrics[11]!.metric, role: "secondary" } as const;
  const guardrail = { metric: builtInMetrics[10]!.metric, role: "guardrail", limit: 0.05 } as const;
  const { revision } = await experiments().update(caller, id, {
    revision: 3,
    name: "Renamed",
    spec: {
      ...spec,
      hypothesis: "Cheap first",
      plannedDays: 21,
      segments: ["note"],
      metrics: [...spec.metrics, secondary, { ...guardrail, addedAt: "2020-01-01T00:00:00.000Z" }],
    },
  });
  const now = await specOf(id);
  expect(now.metrics.slice(0, spec.metrics.length)).toEqual(spec.metrics);
  const added = { addedAt: expect.stringMatching(/^202[6-9]-/) };
  expect(now.metrics.slice(-2)).toEqual([
    { ...secondary, ...added },
    { ...guardrail, ...added },
  ]);
  const [primary, first, ...rest] = now.metrics;
  const limits = now.metrics.map((one) => (one.role === "guardrail" ? { ...one, limit: 0.5 } : one));
  const wider = { ...first!.metric, windowHours: 1 };
  for (const [change, ...reasons] of [
    [{ coverage: 0.5 }, "It runs: its name"],
    [{ arms: spec.arms.map((arm, at) => ({ ...arm, weight: at === 0 ? 0.9 : 0.1 })) }, "It runs: its name"],
    [{ method: "bayesian" }, "It runs: its name"],
    [{ plannedDays: 3 }, "planned for 3 days"],
    [{ plannedDays: 3, shortReason: " " }, "planned for 3 days"],
    [{ metrics: now.metrics.slice(1) }, `“${primary!.metric.name}” stays, or nobody`],
    [{ metrics: now.metrics.slice(0, -1) }, `“${guardrail.metric.name}” stays, or nobody`],
    [{ metrics: [primary, { ...first, role: "guardrail", limit: 1 }, ...rest] }, `“${first!.metric.name}” stays what`],
    [{ metrics: [primary, { ...first, metric: wider }, ...rest] }, `“${first!.metric.name}” stays what`],
    [{ metrics: limits }, "stays what it is", "stays what it is", "stays what it is"],
  ] as readonly [object, ...string[]][])
    await expect(
      experiments().update(caller, id, { revision, spec: { ...(await specOf(id)), ...change } }),
    ).rejects.toMatchObject(refused(...reasons));
  // The same again changes nothing of when they came.
  await experiments().update(caller, id, { revision, spec: now });
  expect(await specOf(id)).toEqual(now);
});
