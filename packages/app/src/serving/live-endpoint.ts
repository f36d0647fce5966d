import type { JsonObject } from "@aisle/runtime/json";
import { type AssignmentPlan, assign } from "@aisle/stats/assignment/assign";
import type { LivePlan } from "./live-plan.ts";

/** The arm of a request that neither a canary nor an experiment chose. */
export const liveArm = "live";

/** What answers one request. */
export interface Choice {
  readonly live: LivePlan;
  /** `live`, `canary`, or the arms of the experiments that changed the plan, as `experiment:arm` joined by commas. */
  readonly arm: string;
  /** The unit's arm in each experiment that it is in, control arms as well: an exposure. */
  readonly arms?: { readonly [experiment: string]: string };
}

/** A newer version that a share of units sees. */
export interface Canary {
  readonly live: LivePlan;
  readonly assignment: AssignmentPlan;
}

/** An experiment that runs on an endpoint: how units are assigned, and the names of its arms, the control arm first. */
export interface RunningExperiment {
  readonly key: string;
  readonly arms: readonly string[];
  readonly assignment: AssignmentPlan;
}

/** What may stand beside the live version. */
export interface EndpointSplit {
  readonly canary?: Canary;
  readonly experiments?: readonly RunningExperiment[];
  /**
   * The plan for a set of treatment arms (`experiment:arm`, in the experiments' order): the version's graph with the edits of each,
   * compiled, the same object for the same plan id. `undefined` when it is not ready.
   */
  readonly planOf?: (arms: readonly string[]) => LivePlan | undefined;
}

/** An address that answers: who asks, and which plan answers them. */
export interface LiveEndpoint {
  /** The version that answers where nothing else was chosen; requests are checked by its schema. */
  readonly base: LivePlan;
  /** Who the request is of, as a token; asked only where units are split. */
  unitOf(request: JsonObject): string | undefined;
  /** True where units are split: only then a request's unit is worked out before its run. */
  readonly isSplit: boolean;
  choose(unit: string | undefined): Choice;
}

/**
 * Puts a version, its canary and its experiments together. A unit always gets the same answer to the question; a visitor without one
 * gets the live version and is in no experiment. A unit in the canary is in no experiment, so that neither changes what the other
 * measures. Arms whose plan is not ready answer by the live version and are no exposure.
 */
export function makeLiveEndpoint(base: LivePlan, split: EndpointSplit = {}): LiveEndpoint {
  const { canary, experiments = [], planOf } = split;
  const usual: Choice = { live: base, arm: liveArm };
  return {
    base,
    isSplit: canary !== undefined || experiments.length > 0,
    unitOf(request) {
      const { shopperField } = base.plan;
      if (shopperField === undefined || request[shopperField] === undefined) return undefined;
      return base.unitOf(base.redact({ [shopperField]: request[shopperField] }));
    },
    choose(unit) {
      if (unit === undefined) return usual;
      if (canary !== undefined && assign(unit, canary.assignment).variation === 1)
        return { live: canary.live, arm: "canary" };
      if (experiments.length === 0) return usual;
      return chooseArms(unit, base, experiments, planOf);
    },
  };
}

function chooseArms(
  unit: string,
  base: LivePlan,
  experiments: readonly RunningExperiment[],
  planOf: EndpointSplit["planOf"],
): Choice {
  const arms: { [experiment: string]: string } = {};
  const treatments: string[] = [];
  for (const { key, arms: names, assignment } of experiments) {
    const { variation } = assign(unit, assignment);
    const name = names[variation];
    if (name === undefined) continue;
    arms[key] = name;
    if (variation > 0) treatments.push(`${key}:${name}`);
  }
  if (Object.keys(arms).length === 0) return { live: base, arm: liveArm };
  if (treatments.length === 0) return { live: base, arm: liveArm, arms };
  const live = planOf?.(treatments);
  return live === undefined ? { live: base, arm: liveArm } : { live, arm: treatments.join(","), arms };
}
