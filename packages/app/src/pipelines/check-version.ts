import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Plan } from "@aisle/runtime/compile/plan";
import type { Problem } from "@aisle/runtime/compile/problem";
import { execute } from "@aisle/runtime/execute/execute";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { makeRequestValidator } from "../serving/request-validator.ts";

/** What one stored sample request gave. */
export interface SampleOutcome {
  readonly title: string;
  readonly ok: boolean;
  readonly words: string;
  readonly totalMs: number;
}

export type VersionCheck =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly problems: readonly Problem[];
      readonly samples: readonly SampleOutcome[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly samples: readonly SampleOutcome[] };

/**
 * What a graph must pass before it goes live: it compiles, and each stored sample request is answered. Running the samples also
 * warms whatever loads on first use.
 */
export async function checkVersion(
  graph: Graph,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<VersionCheck> {
  const compiled = await compile(graph, registry, facts, capabilities);
  if (!compiled.ok) return { ok: false, problems: compiled.problems, samples: [] };
  const samples: SampleOutcome[] = [];
  for (const sample of graph.samples) {
    samples.push(await runSample(compiled.plan, sample, capabilities));
    onProgress(samples.length, graph.samples.length);
  }
  return samples.every((sample) => sample.ok)
    ? { ...compiled, samples }
    : { ok: false, problems: compiled.problems, samples };
}

async function runSample(
  plan: Plan,
  { title, request }: Graph["samples"][number],
  capabilities: ProcessCapabilities,
): Promise<SampleOutcome> {
  const issues = makeRequestValidator(plan.requestSchema)(request);
  if (issues.length > 0) {
    const words = issues.map(({ field, message }) => `“${field}” ${message}`).join("; ");
    return { title, ok: false, words: `The sample does not fit the request's schema: ${words}`, totalMs: 0 };
  }
  const result = await execute(plan, request, { capabilities, deadlineMs: 10_000 });
  if (result.error !== undefined) return { title, ok: false, words: result.error.message, totalMs: result.totalMs };
  const count = result.answer?.slots.length ?? 0;
  return { title, ok: true, words: count === 1 ? "1 product" : `${count} products`, totalMs: result.totalMs };
}
