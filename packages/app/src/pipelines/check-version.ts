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
  const failed = samples.filter(({ ok }) => !ok).map(problemOf);
  if (failed.length === 0) return { ...compiled, samples };
  return { ok: false, problems: [...compiled.problems, ...failed], samples };
}

/** What may pass later is tried again: a sample that fails for good needs its author. */
function problemOf({ title, words, node, transient }: SampleOutcome): Problem {
  return {
    code: "prepare-failed",
    severity: "error",
    message:
      transient === true
        ? `Sample “${title}”: ${words}`
        : `Sample “${title}” fails each time, change it or the pipeline: ${words}`,
    ...(node === undefined ? {} : { node }),
    ...(transient === true ? { transient } : {}),
  };
}

/** What a failed check waits for, when all that failed may pass later with nothing changed; `undefined` when an author must act. */
export function waitsFor({ problems }: VersionCheck): string | undefined {
  const wrong = problems.filter(({ severity }) => severity === "error");
  return wrong.every(({ transient }) => transient) ? wrong[0]?.message : undefined;
}
