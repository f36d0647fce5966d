import { compilePreview } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Plan } from "@aisle/runtime/compile/plan";
import { execute, type RunResult } from "@aisle/runtime/execute/execute";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { Preview } from "../preview.ts";
import { makeRequestValidator } from "../serving/request-validator.ts";
import type { RunReport } from "../studio-shapes.ts";
import { previewOf } from "./preview-value.ts";

export interface RunDraftInput {
  readonly graph: Graph;
  readonly revision: number;
  readonly request: JsonObject;
  readonly upTo?: string;
}

const deadlineMs = 10_000;

/** Runs the largest valid part of a draft over one request and shows what stood on every port. */
export async function runDraft(
  { graph, revision, request, upTo }: RunDraftInput,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities,
): Promise<RunReport> {
  const { plan, problems } = await compilePreview(graph, registry, facts, capabilities, upTo);
  const issues = makeRequestValidator(plan.requestSchema)(request);
  const result = await execute(plan, request, { capabilities, deadlineMs, seed: revision });
  const titles = new Map(plan.steps.map((step) => [step.id, step.title]));
  return {
    revision,
    at: new Date().toISOString(),
    outcome: outcomeOf(plan, result),
    totalMs: result.totalMs,
    steps: result.steps().map((step) => ({ ...step, title: titles.get(step.node) ?? step.node })),
    previews: await previewsOf(plan, result, registry, capabilities),
    leftOut: upTo === undefined ? graph.nodes.map((node) => node.id).filter((id) => !titles.has(id)) : [],
    problems: [
      ...problems,
      ...issues.map(({ field, message }) => ({
        code: "bad-config" as const,
        severity: "warning" as const,
        message: `The request does not fit the schema: “${field}” ${message}.`,
      })),
    ],
  };
}

function outcomeOf(plan: Plan, result: RunResult): RunReport["outcome"] {
  if (result.answer !== undefined) return "answered";
  return plan.answer < 0 && result.error === undefined ? "stopped-early" : "failed";
}

async function previewsOf(
  plan: Plan,
  result: RunResult,
  registry: Registry,
  capabilities: ProcessCapabilities,
): Promise<{ readonly [portRef: string]: Preview }> {
  const previews: Record<string, Preview> = {};
  const lookUp = async (ids: readonly string[]) =>
    ids.length === 0 ? [] : ((await capabilities.products?.get(ids)) ?? []);
  for (const step of plan.steps) {
    const definition = registry.definitions.get(step.type)!;
    const inputs: (readonly Product[])[] = [];
    for (const input of step.inputs) {
      if (definition.inputs[input.port]?.type !== "Products") continue;
      for (const source of input.sources) {
        const from = plan.steps[source.step];
        const port = from?.outputs.find((output) => output.slot === source.slot)?.port;
        const value = from === undefined || port === undefined ? undefined : result.value(from.id, port);
        if (Array.isArray(value)) inputs.push(value as readonly Product[]);
      }
    }
    for (const { port } of step.outputs) {
      const value = result.value(step.id, port);
      if (value === undefined) continue;
      previews[`${step.id}.${port}`] = await previewOf(definition.outputs[port]!.type, value, inputs, lookUp);
    }
  }
  return previews;
}
