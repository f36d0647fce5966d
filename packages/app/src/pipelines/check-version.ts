import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Plan } from "@aisle/runtime/compile/plan";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { runSample, type SampleOutcome } from "./run-sample.ts";

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
    const { answer: _answer, ...outcome } = await runSample(compiled.plan, sample, capabilities);
    samples.push(outcome);
    onProgress(samples.length, graph.samples.length);
  }
  return samples.every((sample) => sample.ok)
    ? { ...compiled, samples }
    : { ok: false, problems: compiled.problems, samples };
}

/** What a failed check waits for, when all that failed may pass later with nothing changed; `undefined` when an author must act. */
export function waitsFor({ problems, samples }: VersionCheck): string | undefined {
  const wrong = [
    ...problems
      .filter(({ severity }) => severity === "error")
      .map(({ message, transient }) => ({ message, transient })),
    ...samples
      .filter(({ ok }) => !ok)
      .map(({ title, words, transient }) => ({ message: `Sample “${title}”: ${words}`, transient })),
  ];
  return wrong.every(({ transient }) => transient) ? wrong[0]?.message : undefined;
}
