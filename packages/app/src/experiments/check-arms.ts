import type { Experiment } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import { canonicalJson } from "@aisle/runtime/canonical-json";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { checkVersion, waitsFor } from "../pipelines/check-version.ts";
import { armCombinations, maxArmPlans } from "./arm-combinations.ts";
import { armGraph } from "./arm-graph.ts";
import { interleavedGraphFaults, kindFaults } from "./kind-faults.ts";

export interface ArmsCheckDeps {
  readonly version: (versionId: string) => Promise<Version | undefined>;
  readonly registry: Registry;
  readonly facts: Facts;
  readonly capabilities: ProcessCapabilities;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Whether every arm can be served on a version; `waiting` says that something outside was away, and what. */
export type ArmsCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reasons: readonly string[]; readonly waiting?: string };

/**
 * Compiles every treatment arm on a version and runs the samples through it, and makes sure that it fits beside the other experiments
 * of the pipeline. An arm may not change what requests look like: a caller cannot know which arm will answer.
 */
export async function checkArms(
  version: Version,
  experiment: Experiment,
  others: readonly Experiment[],
  deps: ArmsCheckDeps,
): Promise<ArmsCheck> {
  const reasons: string[] = [...kindFaults(experiment)];
  const isInterleaved = experiment.kind === "interleaving";
  if (isInterleaved) reasons.push(...interleavedGraphFaults(version.graph, deps.registry));
  const treatments = experiment.spec.arms.slice(1);
  const schema = requestSchemaOf(version.graph, deps.registry);
  for (const [done, arm] of treatments.entries()) {
    deps.onProgress?.(done, treatments.length);
    const replaced = arm.versionId === undefined ? version : await deps.version(arm.versionId);
    if (replaced === undefined) {
      reasons.push(`Arm ${arm.name}: its version is gone.`);
      continue;
    }
    const made = armGraph(replaced.graph, arm.edits);
    if (!made.ok) {
      for (const reason of made.reasons) reasons.push(`Arm ${arm.name}: a change does not fit the version, ${reason}.`);
      continue;
    }
    if (requestSchemaOf(made.graph, deps.registry) !== schema) {
      reasons.push(
        `Arm ${arm.name} changes the request; callers cannot know which arm answers, so all arms take the same.`,
      );
      continue;
    }
    if (isInterleaved)
      for (const fault of interleavedGraphFaults(made.graph, deps.registry)) reasons.push(`Arm ${arm.name}: ${fault}`);
    const check = await checkVersion(made.graph, deps.registry, deps.facts, deps.capabilities);
    if (check.ok) continue;
    const waiting = waitsFor(check);
    if (waiting !== undefined) return { ok: false, reasons: [waiting], waiting };
    const wrong = check.problems.filter(({ severity }) => severity === "error");
    for (const { message, node } of wrong.slice(0, 5))
      reasons.push(`Arm ${arm.name}, ${titleOf(made.graph, node, deps.registry)}: ${message}`);
  }
  if (reasons.length === 0) {
    const combined = await armCombinations(version, [...others, experiment], deps.version).catch((error: unknown) => {
      reasons.push(error instanceof Error ? error.message : String(error));
      return [];
    });
    if (combined.length > maxArmPlans)
      reasons.push(
        `With the experiments that run here, ${combined.length} combinations of arms would be served; ${maxArmPlans} can be. Put them into one exclusion group, or wait for one to end.`,
      );
  }
  return reasons.length === 0 ? { ok: true } : { ok: false, reasons };
}

/** The request's schema of a graph's trigger, as one text. */
function requestSchemaOf(graph: Graph, registry: Registry): string {
  const trigger = graph.nodes.find(({ type }) => registry.manifests.get(type)?.role === "trigger");
  return canonicalJson(trigger?.config.requestSchema ?? null);
}

function titleOf(graph: Graph, id: string | undefined, registry: Registry): string {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  return node?.title ?? registry.manifests.get(node?.type ?? "")?.title ?? "pipeline";
}
