import { type Experiment, interleavedArm } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import type { Graph } from "@aisle/runtime/graph/graph";
import { bucketRanges } from "@aisle/stats/assignment/bucket-ranges";
import { armCombinations, maxArmPlans } from "../experiments/arm-combinations.ts";
import { differingNodes } from "../experiments/arm-graph.ts";
import { currentSplit } from "../experiments/bandit/split-history.ts";
import type { EndpointSplit, RunningExperiment } from "./live-endpoint.ts";
import type { LivePlan } from "./live-plan.ts";

/** What runs beside the versions of a workspace. */
export interface WorkspaceExperiments {
  readonly experiments: readonly Experiment[];
  /** Share of units, 0–1, that no experiment assigns. */
  readonly holdoutShare: number;
}

/** The seed of the units that a workspace holds out: the same in every process and for every experiment. */
export const holdoutSeed = (workspaceId: string) => `workspace:${workspaceId}`;

/** The experiments of a pipeline whose arms are made for a version, the oldest first: they are what its endpoint assigns. */
export function experimentsOf(
  all: readonly Experiment[],
  pipelineId: string,
  versionId: string,
): readonly Experiment[] {
  return all.filter((one) => one.state === "running" && one.pipelineId === pipelineId && one.versionId === versionId);
}

/** What tells two sets of experiments apart, as far as serving goes. */
export function armsKey(experiments: readonly Experiment[], holdoutShare: number): string {
  const parts = experiments.map(({ key, revision, weights = [] }) => [key, revision, weights.at(-1)?.at ?? 0]);
  return JSON.stringify([holdoutShare, ...parts]);
}

/** What tells the plans of a set of arms apart: other weights have the same ones. */
function planKey(experiments: readonly Experiment[], arms: readonly string[]): string {
  const revisions = experiments.filter(({ key }) => arms.some((arm) => arm.startsWith(`${key}:`)));
  return [...arms, ...revisions.map(({ revision }) => revision)].join(",");
}

export interface ArmsDeps {
  /** The graph of another version, for arms that are one. */
  readonly version: (versionId: string) => Promise<Version | undefined>;
  /** Compiles a graph beside the version and warms it; `key` tells what it is made of. Throws where it does not compile. */
  readonly make: (graph: Graph, key: string) => Promise<LivePlan>;
  /** Plans that were made beside this version before; replaced by those that are in use now. */
  readonly made?: Map<string, LivePlan>;
}

/** What stands beside a version, and why an experiment is missing there. */
export interface PreparedSplit {
  readonly split: EndpointSplit;
  readonly error?: unknown;
}

/** Prepares what can be prepared: an experiment whose arms cannot be keeps no other from being assigned. */
export async function prepareSplit(
  version: Version,
  experiments: readonly Experiment[],
  holdoutShare: number,
  deps: ArmsDeps,
): Promise<PreparedSplit> {
  try {
    return { split: await prepareArms(version, experiments, holdoutShare, deps) };
  } catch (error) {
    let split: EndpointSplit = {};
    const fitting: Experiment[] = [];
    for (const experiment of experiments) {
      const found = await prepareArms(version, [...fitting, experiment], holdoutShare, deps).catch(() => undefined);
      if (found === undefined) continue;
      fitting.push(experiment);
      split = found;
    }
    return { split, error };
  }
}

/**
 * Compiles every arm of a version's experiments and every combination of them that a unit can get, so that an experiment begins to be
 * assigned with all of its arms at once. Throws where one of them cannot be prepared.
 */
async function prepareArms(
  version: Version,
  all: readonly Experiment[],
  holdoutShare: number,
  deps: ArmsDeps,
): Promise<EndpointSplit> {
  // Who is held out is known before the others assign.
  const experiments = [...all].sort((a, b) => Number(b.kind === "holdout") - Number(a.kind === "holdout"));
  const combinations = await armCombinations(version, experiments, deps.version);
  if (combinations.length > maxArmPlans)
    throw new Error(`${combinations.length} combinations of arms are more than the ${maxArmPlans} that can be held.`);
  const plans = new Map<string, LivePlan>();
  const made = new Map<string, LivePlan>();
  for (const { arms, graph } of combinations) {
    const key = planKey(experiments, arms);
    const plan = deps.made?.get(key) ?? (await deps.make(graph, key));
    made.set(key, plan);
    plans.set(arms.join(","), plan);
  }
  deps.made?.clear();
  for (const [key, plan] of made) deps.made?.set(key, plan);
  const running = experiments.map((experiment) => {
    const own = combinations.filter(({ arms }) => arms.length === 1 && arms[0]!.startsWith(`${experiment.key}:`));
    const graphs = own.map(({ graph }) => graph);
    return runningOf(experiment, holdoutShare, differingNodes(version.graph, graphs));
  });
  return { experiments: running, planOf: (arms) => plans.get(arms.join(",")) };
}

function runningOf(
  experiment: Experiment,
  holdoutShare: number,
  nodes: readonly string[] | undefined,
): RunningExperiment {
  const { key, workspaceId, kind, spec } = experiment;
  const isHoldout = kind === "holdout";
  const { arms, coverage, group, unit } = spec;
  const weights = currentSplit(experiment);
  const fields = unit.stickyField === undefined ? [unit.field] : [unit.stickyField, unit.field];
  const keys = arms.map((arm) => arm.key);
  return {
    key,
    ...(kind === "interleaving" ? { arms: [interleavedArm, ...keys], interleaves: true } : { arms: keys }),
    assignment: {
      seed: key,
      variations: arms.length,
      // Worked out once, not for every request.
      ranges: bucketRanges(arms.length, coverage, weights),
      ...(group === undefined ? {} : { namespace: group }),
      ...(holdoutShare > 0 && !isHoldout
        ? { holdouts: [{ seed: holdoutSeed(workspaceId), share: holdoutShare }] }
        : {}),
    },
    ...(kind === "bandit" ? { odds: weights } : {}),
    unitFields: fields,
    // What the endpoint earns is asked of everybody whom it answers, whichever node ran.
    ...(nodes === undefined || isHoldout ? {} : { nodes }),
    ...(isHoldout ? { isHoldout } : {}),
  };
}
