import { interleavedArm } from "@aisle/contracts/experiment";
import type { JsonObject } from "@aisle/runtime/json";
import { type AssignmentPlan, assign } from "@aisle/stats/assignment/assign";
import type { LivePlan } from "./live-plan.ts";

/** The arm of a request that neither a canary nor an experiment chose. */
export const liveArm = "live";

/** The second ranking of an answer that two share. */
export interface Interleave {
  readonly experiment: string;
  /** Keys of the arms: that of the choice's own plan, and that of `other`. */
  readonly arms: readonly [own: string, other: string];
  readonly other: LivePlan;
}

/** What answers one request. */
export interface Choice {
  readonly live: LivePlan;
  /** `live`, `canary`, or the treatment arms that changed the plan, as `experiment:arm` joined by commas. */
  readonly arm: string;
  /** The unit's arm in each experiment that it is in, control arms as well: an exposure. */
  readonly arms?: { readonly [experiment: string]: string };
  /** P(the arm) in each experiment of `arms` whose split changes while it runs. */
  readonly armOdds?: { readonly [experiment: string]: number };
  /** The units of experiments that assign by something else than the request's shopper. */
  readonly units?: { readonly [experiment: string]: string };
  /** What the answer says about it: `live`, `canary`, or every arm as `experiment:arm`, control arms as well. */
  readonly variant: string;
  /** Set where two rankings share the answer: both plans run. */
  readonly interleave?: Interleave;
  /** The experiments whose arms count as exposures only once a node that differs has run. */
  readonly conditional?: readonly RunningExperiment[];
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
  /** P(arm) of a unit that is in, by arm, where the split changes while it runs: decisions carry it. */
  readonly odds?: readonly number[];
  /** Its arms are `interleaved`, which each unit that is in gets, and the two rankings by themselves, which can be forced. */
  readonly interleaves?: true;
  /** Fields of the request of which the first that is there names the unit; the shopper's where absent. */
  readonly unitFields?: readonly string[];
  /** The nodes by which arms differ; absent where every request that is answered is an exposure. */
  readonly nodes?: readonly string[];
  /** True where a unit in a treatment arm is in none of the experiments that follow. */
  readonly isHoldout?: boolean;
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
  /** True where units are split: only then is a request's unit worked out before its run. */
  readonly isSplit: boolean;
  /** What answers a request; `undefined` stands for one that is not read, such as one that is too large. */
  choose(request: JsonObject | undefined): Choice;
  /** What answers with these arms (`experiment:arm`, joined by commas); `undefined` where one of them is not running here. */
  force(arms: string): Choice | undefined;
}

/**
 * Puts a version, its canary and its experiments together. A unit always gets the same answer to the question; a visitor without one
 * gets the live version and is in no experiment. A unit in the canary is in no experiment, so that neither changes what the other
 * measures. Choices are made once for each combination of arms, so that a request allocates none. Arms whose plan is not ready
 * answer by the live version and are no exposure.
 */
export function makeLiveEndpoint(base: LivePlan, split: EndpointSplit = {}): LiveEndpoint {
  const { canary, experiments = [], planOf } = split;
  const usual: Choice = { live: base, arm: liveArm, variant: liveArm };
  const canaryChoice = canary && { live: canary.live, arm: "canary", variant: "canary" };
  const choices = new Map<number, Choice>();
  const choiceOf = (variations: readonly number[], code: number): Choice => {
    let choice = choices.get(code);
    if (choice === undefined) {
      choice = combine(base, experiments, variations, planOf) ?? usual;
      choices.set(code, choice);
    }
    return choice;
  };
  const { shopperField } = base.plan;
  const shopperFields = shopperField === undefined ? [] : [shopperField];
  const shopperOf = (request: JsonObject) => unitIn(base, request, shopperFields);
  // The unit of most experiments is the shopper, who is known by then.
  const ownFields = experiments.map(({ unitFields }) =>
    unitFields?.length === 1 && unitFields[0] === shopperField ? undefined : unitFields,
  );
  const variations = experiments.map(() => -1);

  const chooseArms = (request: JsonObject, shopper: string | undefined): Choice => {
    let code = 0;
    let isInterleaved = false;
    let units: { [experiment: string]: string } | undefined;
    let isHeldOut = false;
    for (let i = 0; i < experiments.length; i++) {
      const { key, arms, assignment, interleaves, isHoldout } = experiments[i]!;
      const fields = ownFields[i];
      const unit = fields === undefined ? shopper : unitIn(base, request, fields);
      let variation = unit === undefined || isHeldOut ? -1 : assign(unit, assignment).variation;
      if (isHoldout && variation > 0) isHeldOut = true;
      if (interleaves === true && variation >= 0) {
        // An answer is shared by two rankings: the first experiment of this kind that a unit is in has it.
        variation = isInterleaved ? -1 : 0;
        isInterleaved = true;
      }
      variations[i] = variation;
      code = code * (arms.length + 1) + variation + 1;
      if (variation >= 0 && unit !== shopper) {
        units ??= {};
        units[key] = unit!;
      }
    }
    if (code === 0) return usual;
    const choice = choiceOf(variations, code);
    return units === undefined || choice.arms === undefined ? choice : { ...choice, units };
  };

  return {
    base,
    isSplit: canary !== undefined || experiments.length > 0,
    unitOf: shopperOf,
    choose(request) {
      if (request === undefined) return usual;
      const shopper = shopperOf(request);
      if (canary !== undefined && shopper !== undefined && assign(shopper, canary.assignment).variation === 1)
        return canaryChoice!;
      return experiments.length === 0 ? usual : chooseArms(request, shopper);
    },
    force(arms) {
      const wanted = new Map(arms.split(",").map((arm) => arm.trim().split(":", 2) as [string, string | undefined]));
      const forced = experiments.map(({ key, arms: names }) => {
        if (!wanted.has(key)) return -1;
        const variation = names.indexOf(wanted.get(key) ?? "");
        if (variation >= 0) wanted.delete(key);
        return variation;
      });
      // What is left names no arm that runs here.
      return wanted.size > 0 ? undefined : combine(base, experiments, forced, planOf);
    },
  };
}

/** The first of the fields that holds an id, personal values as tokens. */
function unitIn(base: LivePlan, request: JsonObject, fields: readonly string[]): string | undefined {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const value = request[field];
    if (value === undefined) continue;
    const unit = base.idOf(base.redact({ [field]: value })[field]);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

/** What answers the units of one combination of arms; `undefined` where its plan is not ready. */
function combine(
  base: LivePlan,
  experiments: readonly RunningExperiment[],
  variations: readonly number[],
  planOf: EndpointSplit["planOf"],
): Choice | undefined {
  const arms: { [experiment: string]: string } = {};
  const all: string[] = [];
  const treatments: string[] = [];
  // The treatments of the other ranking, where two share the answer.
  const others: string[] = [];
  let pair: RunningExperiment | undefined;
  const conditional: RunningExperiment[] = [];
  let armOdds: { [experiment: string]: number } | undefined;
  experiments.forEach((experiment, i) => {
    const name = experiment.arms[variations[i]!];
    if (name === undefined) return;
    arms[experiment.key] = name;
    all.push(`${experiment.key}:${name}`);
    const isPair = experiment.interleaves === true && variations[i] === 0 && pair === undefined;
    if (isPair) pair = experiment;
    if (variations[i]! > (experiment.interleaves === true ? 1 : 0)) treatments.push(`${experiment.key}:${name}`);
    if (isPair) others.push(`${experiment.key}:${experiment.arms[2]}`);
    else if (treatments.at(-1) === `${experiment.key}:${name}`) others.push(`${experiment.key}:${name}`);
    if (experiment.nodes !== undefined) conditional.push(experiment);
    if (experiment.odds !== undefined) {
      armOdds ??= {};
      armOdds[experiment.key] = experiment.odds[variations[i]!]!;
    }
  });
  if (all.length === 0) return { live: base, arm: liveArm, variant: liveArm };
  const live = treatments.length === 0 ? base : planOf?.(treatments);
  if (live === undefined) return undefined;
  const interleave = interleaveOf(pair, others, planOf);
  if (pair !== undefined && interleave === undefined) return undefined;
  const named = pair === undefined ? treatments : [...treatments, `${pair.key}:${interleavedArm}`];
  return {
    live,
    arm: named.length === 0 ? liveArm : named.join(","),
    ...(interleave === undefined ? {} : { interleave }),
    arms,
    ...(armOdds === undefined ? {} : { armOdds }),
    variant: all.join(","),
    ...(conditional.length === 0 ? {} : { conditional }),
  };
}

function interleaveOf(
  pair: RunningExperiment | undefined,
  others: readonly string[],
  planOf: EndpointSplit["planOf"],
): Interleave | undefined {
  const other = pair === undefined ? undefined : planOf?.(others);
  if (pair === undefined || other === undefined) return undefined;
  return { experiment: pair.key, arms: [pair.arms[1]!, pair.arms[2]!], other };
}
