import { makeRequestValidator } from "@aisle/nodes/data/request-validator";
import { compilePreview } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import { overrideOutputs } from "@aisle/runtime/compile/override-outputs";
import type { Plan } from "@aisle/runtime/compile/plan";
import type { Problem } from "@aisle/runtime/compile/problem";
import { execute, type RunResult } from "@aisle/runtime/execute/execute";
import type { StepRecord } from "@aisle/runtime/execute/step-record";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { RunReport, StepReport } from "../runs/runs-shapes.ts";
import { withInternalFacts } from "./internal-facts.ts";
import { type OutputOverrides, pinnedOutputs, reusedOutputs } from "./output-overrides.ts";
import type { RunMemory, StoredRun } from "./run-memory.ts";
import { previewsOf } from "./run-previews.ts";

export interface RunDraftInput {
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly graph: Graph;
  readonly revision: number;
  readonly request: JsonObject;
  /** Runs only what this node needs, and the node. */
  readonly upTo?: string;
  /** Runs this node and what follows, on the outputs that all others had in an earlier run. */
  readonly from?: { readonly node: string; readonly runId: string };
}

const deadlineMs = 10_000;

/**
 * Runs the largest valid part of a draft over one request and shows what stood on every port. Pinned ports give their pinned
 * value. The run is stored in `memory` under the report's `runId`.
 */
export async function runDraft(
  input: RunDraftInput,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities,
  memory: RunMemory,
): Promise<RunReport> {
  const { workspaceId, pipelineId, graph, revision, request, upTo, from } = input;
  const { plan, problems } = await compilePreview(graph, registry, facts, capabilities, upTo);
  const issues = makeRequestValidator(plan.requestSchema)(request);
  const pins = await withCatalogFacts(pinnedOutputs(graph, registry), graph, registry, capabilities);
  const earlier = from === undefined ? undefined : memory.find(workspaceId, pipelineId, from.runId);
  const given = from === undefined ? pins : reusedOutputs(pins, plan, graph, earlier, request, from.node);
  const fixed = overrideOutputs(plan, given.values);
  // A served request ends with its answer; a preview goes on until every branch has shown its data.
  const result = await execute({ ...fixed.plan, answer: -1 }, request, {
    mode: "rehearsal",
    capabilities,
    deadlineMs,
    seed: revision,
  });
  const values = valuesOf(plan, result, given);
  const steps = stepsOf(plan, result.steps(), given, earlier);
  const run: StoredRun = {
    id: `run_${crypto.randomUUID()}`,
    workspaceId,
    pipelineId,
    revision,
    graph,
    request,
    steps,
    values,
  };
  memory.store(run);
  const titles = new Map(plan.steps.map((step) => [step.id, step.title]));
  return {
    runId: run.id,
    revision,
    at: new Date().toISOString(),
    outcome: outcomeOf(plan, result, values),
    totalMs: answeredAt(plan, result.steps()) ?? result.totalMs,
    steps: steps.map((step) => ({ ...step, title: titles.get(step.node) ?? step.node })),
    previews: await previewsOf(plan, registry, values, capabilities),
    leftOut: upTo === undefined ? graph.nodes.map((node) => node.id).filter((id) => !titles.has(id)) : [],
    problems: [...problems, ...issues.map(issueProblem), ...given.notes.map(noteProblem)],
  };
}

/** Pins of products with the facts that they do not hold, such as the cost. */
async function withCatalogFacts(
  pins: OutputOverrides,
  graph: Graph,
  registry: Registry,
  { products }: ProcessCapabilities,
): Promise<OutputOverrides> {
  const values = new Map(pins.values);
  for (const [ref, value] of pins.values) {
    const { node, port } = splitPort(ref);
    const type = graph.nodes.find(({ id }) => id === node)?.type ?? "";
    if (registry.manifests.get(type)?.outputs[port]?.type !== "Products" || products === undefined) continue;
    values.set(ref, await withInternalFacts(value as readonly Product[], (ids) => products.get(ids)));
  }
  return { ...pins, values };
}

const issueProblem = ({ field, message }: { readonly field: string; readonly message: string }): Problem => ({
  code: "bad-config",
  severity: "warning",
  message: `The request does not fit the schema: “${field}” ${message}.`,
});

const noteProblem = ({ node, message }: OutputOverrides["notes"][number]): Problem => ({
  code: "bad-config",
  severity: "note",
  node,
  message,
});

function valuesOf(plan: Plan, result: RunResult, given: OutputOverrides): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const step of plan.steps) {
    for (const { port } of step.outputs) {
      const ref = `${step.id}.${port}`;
      const value = given.values.has(ref) ? given.values.get(ref) : result.value(step.id, port);
      if (value !== undefined) values.set(ref, value);
    }
  }
  return values;
}

type Step = StepRecord & Pick<StepReport, "source">;

/** What became of every step of the whole plan: those that ran, those whose outputs were given, those that nobody needed. */
function stepsOf(
  plan: Plan,
  ran: readonly StepRecord[],
  given: OutputOverrides,
  earlier: StoredRun | undefined,
): readonly Step[] {
  const records = new Map(ran.map((record) => [record.node, record]));
  const pinned = new Set([...given.pinned].map((ref) => splitPort(ref).node));
  return plan.steps.map((step): Step => {
    const record = records.get(step.id);
    if (record !== undefined) return record;
    const still = { node: step.id, type: step.type, startMs: 0, durationMs: 0, queueMs: 0 };
    if (pinned.has(step.id)) return { ...still, outcome: "ran", source: "pinned" };
    const before = earlier?.steps.find((one) => one.node === step.id);
    if (given.reused.has(step.id) && before !== undefined) {
      const { outcome, reason } = before;
      return { ...still, outcome, ...(reason === undefined ? {} : { reason }), source: "reused" };
    }
    return { ...still, outcome: "skipped", reason: "only feeds a pinned step" };
  });
}

/** When the answer was there, as long as the request would have taken; `undefined` when it did not run. */
function answeredAt(plan: Plan, steps: readonly StepRecord[]): number | undefined {
  const answer = plan.steps[plan.answer]?.id;
  const step = steps.find(({ node, outcome }) => node === answer && (outcome === "ran" || outcome === "fell-back"));
  return step === undefined ? undefined : step.startMs + step.durationMs;
}

function outcomeOf(plan: Plan, result: RunResult, values: ReadonlyMap<string, unknown>): RunReport["outcome"] {
  const answer = plan.steps[plan.answer];
  if (answer !== undefined && values.has(`${answer.id}.${answer.outputs[0]!.port}`)) return "answered";
  return plan.answer < 0 && result.error === undefined ? "stopped-early" : "failed";
}
