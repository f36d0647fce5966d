import type { NewDecision } from "@aisle/contracts/decision";
import { AisleError, errorBody, toAisleError } from "@aisle/runtime/errors";
import { execute, type RunResult } from "@aisle/runtime/execute/execute";
import type { JsonObject } from "@aisle/runtime/json";
import type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
import { candidatesOf } from "./candidates.ts";
import { type InterleavedRun, interleaveRuns } from "./interleave-runs.ts";
import { type Interleave, type LiveEndpoint, liveArm, type RunningExperiment } from "./live-endpoint.ts";
import type { LivePlan } from "./live-plan.ts";
import { publicError } from "./public-error.ts";
import { overLimit } from "./request-limits.ts";
import type { Assigned, Served, ServeInput } from "./served.ts";

/** Answers a request of an endpoint: by the plan that its unit has, where units are split. */
export function serveEndpoint(endpoint: LiveEndpoint, input: ServeInput): MaybePromise<Served> {
  const { body, forced } = input;
  if (forced !== undefined) return serveForced(endpoint, input, forced);
  if (!endpoint.isSplit || typeof body !== "object" || body === null || Array.isArray(body))
    return serveRequest(endpoint.base, input);
  // What is too large for a request is refused before anything of it is read.
  const isRead = overLimit(body, input.bodyText?.length) === undefined;
  const choice = endpoint.choose(isRead ? (body as JsonObject) : undefined);
  const { live, conditional, interleave } = choice;
  // Beside the input, not copied into it: a copy costs half as much as the run of a small pipeline.
  const served =
    interleave === undefined ? serveRequest(live, input, choice) : serveInterleaved(live, interleave, input, choice);
  if (choice.arms === undefined) return served;
  return served instanceof Promise
    ? served.then((settled) => exposedBy(settled, conditional))
    : exposedBy(served, conditional);
}

/** Answers with the arms that a person asked for; refused where one of them does not run here. */
function serveForced(endpoint: LiveEndpoint, input: ServeInput, forced: string): MaybePromise<Served> {
  const choice = endpoint.force(forced);
  if (choice !== undefined) {
    const { live, arm, variant, interleave } = choice;
    const sample = { ...input, sample: true };
    const assigned = { arm, variant };
    return interleave === undefined
      ? serveRequest(live, sample, assigned)
      : serveInterleaved(live, interleave, sample, assigned);
  }
  const error = new AisleError("experiment.not-found", `No such arm runs on “${endpoint.base.slug}”: ${forced}.`);
  return refused(endpoint.base, { ...input, sample: true }, input, {}, error, performance.now());
}

/**
 * An exposure is one only where what differs has had an effect: the request was not refused, and a node that differs has run, by
 * whatever outcome. One that was skipped in all arms alike is none.
 */
function exposedBy(served: Served, conditional: readonly RunningExperiment[] | undefined): Served {
  const { decision } = served;
  const isRefused = decision.outcome === "refused";
  if (!isRefused && conditional === undefined) return served;
  const unexposed = isRefused
    ? Object.keys(decision.arms ?? {})
    : conditional!.filter(({ nodes }) => !hasRun(decision.steps, nodes!)).map(({ key }) => key);
  return unexposed.length === 0 ? served : withoutArms(served, unexposed);
}

/** The same, but the decision is no exposure in these experiments. */
function withoutArms(served: Served, unexposed: readonly string[]): Served {
  const { decision } = served;
  const arms = Object.entries(decision.arms ?? {}).filter(([key]) => !unexposed.includes(key));
  const { arms: _all, armOdds, units, ...rest } = decision;
  if (arms.length === 0) return { ...served, decision: rest };
  return {
    ...served,
    decision: {
      ...rest,
      arms: Object.fromEntries(arms),
      ...(armOdds === undefined ? {} : { armOdds }),
      ...(units === undefined ? {} : { units }),
    },
  };
}

function hasRun(steps: NewDecision["steps"], nodes: readonly string[]): boolean {
  return steps.some(({ node, outcome }) => outcome !== "skipped" && nodes.includes(node));
}

/** How a plan is run over a validated request. */
type RunPlan = (live: LivePlan, request: JsonObject, input: ServeInput) => MaybePromise<RunResult>;

const runPlan: RunPlan = (live, request, input) =>
  execute(live.plan, request, {
    mode: "live",
    runId: input.decisionId,
    capabilities: live.capabilities,
    deadlineMs: live.deadlineMs,
    now: input.at,
    seed: seedOf(input.decisionId),
  });

/**
 * Validates a request, runs the live plan over it, and gives the answer with its decision. Sync when every step was. `assigned` are the
 * unit's arms, where they are not the input's own.
 */
export function serveRequest(
  live: LivePlan,
  input: ServeInput,
  assigned: Assigned = input,
  run = runPlan,
): MaybePromise<Served> {
  const { body } = input;
  const started = performance.now();
  if (live.elsewhere !== undefined)
    return live.elsewhere
      .serve(assigned === input ? input : withAssigned(input, assigned))
      .catch((error: unknown) => refused(live, input, assigned, {}, toAisleError(error), started));
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    const error = new AisleError("request.invalid", "The body is not a JSON object.");
    return refused(live, input, assigned, {}, error, started);
  }
  const tooLarge = overLimit(body, input.bodyText?.length);
  if (tooLarge !== undefined) return refused(live, input, assigned, {}, tooLarge, started);
  const issues = live.validate(body);
  if (issues.length > 0) {
    const problems = issues.map(({ field, message }) => `“${field}” ${message}`).join("; ");
    const error = new AisleError("request.invalid", problems, { fields: issues.map((issue) => ({ ...issue })) });
    // What was refused is not kept: it may hold anything.
    return refused(live, input, assigned, {}, error, started);
  }
  const request = body as JsonObject;
  const result = run(live, request, input);
  return result instanceof Promise
    ? result.then((settled) => answered(live, input, assigned, request, settled))
    : answered(live, input, assigned, request, result);
}

/** Answers with the products of two rankings; the unit is in the experiment only where both were there. */
function serveInterleaved(
  live: LivePlan,
  interleave: Interleave,
  input: ServeInput,
  assigned: Assigned,
): MaybePromise<Served> {
  let isShared = false;
  const runBoth: RunPlan = (own, request) => {
    const [a, b] = [runPlan(own, request, input), runPlan(interleave.other, request, input)];
    const merge = (results: readonly [RunResult, RunResult]) => {
      const merged = interleaveRuns(own, interleave, results, input.decisionId);
      const take = (answer: InterleavedRun) => {
        ({ isShared } = answer);
        return answer.result;
      };
      return merged instanceof Promise ? merged.then(take) : take(merged);
    };
    return a instanceof Promise || b instanceof Promise ? Promise.all([a, b]).then(merge) : merge([a, b]);
  };
  const settle = (served: Served): Served => (isShared ? served : byOneAlone(served, interleave));
  const served = serveRequest(live, input, assigned, runBoth);
  return served instanceof Promise ? served.then(settle) : settle(served);
}

/** One ranking was not there: the answer is the other's, and neither has credit of it. */
function byOneAlone(served: Served, { experiment }: Interleave): Served {
  const { decision } = served;
  const { outcome } = decision;
  const fellBack: Served = {
    ...served,
    decision: { ...decision, outcome: outcome === "answered" ? "fell-back" : outcome },
  };
  return withoutArms(fellBack, [experiment]);
}

/** 32 bits of a decision's id (FNV-1a), so that the run's draws can be repeated from the log. */
export function seedOf(decisionId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < decisionId.length; index++) {
    hash = Math.imul(hash ^ decisionId.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** For another thread, which gets one object. */
function withAssigned(input: ServeInput, { arm, arms, armOdds, units, variant }: Assigned): ServeInput {
  return {
    ...input,
    ...(arm === undefined ? {} : { arm }),
    ...(arms === undefined ? {} : { arms }),
    ...(armOdds === undefined ? {} : { armOdds }),
    ...(units === undefined ? {} : { units }),
    ...(variant === undefined ? {} : { variant }),
  };
}

type Draft = { -readonly [K in keyof NewDecision]: NewDecision[K] };

/** A decision with what every one has; written out and filled in, not spread, since it is made for every request. */
function draftOf(
  live: LivePlan,
  input: ServeInput,
  assigned: Assigned,
  request: JsonObject,
  outcome: NewDecision["outcome"],
  totalMs: number,
  slots: NewDecision["slots"],
  steps: NewDecision["steps"],
): Draft {
  const redacted = live.redact(request);
  const decision: Draft = {
    workspaceId: live.workspaceId,
    id: input.decisionId,
    at: input.at,
    endpoint: live.slug,
    versionId: live.versionId,
    versionNumber: live.versionNumber,
    planId: live.plan.planId,
    arm: assigned.arm ?? liveArm,
    outcome,
    totalMs,
    traceId: input.traceId,
    sample: input.sample,
    request: redacted,
    slots,
    steps,
  };
  if (input.by !== undefined) decision.by = input.by;
  if (assigned.arms !== undefined) decision.arms = assigned.arms;
  if (assigned.armOdds !== undefined) decision.armOdds = assigned.armOdds;
  if (assigned.units !== undefined) decision.units = assigned.units;
  if (input.candidateShare !== undefined) decision.candidateShare = input.candidateShare;
  const unit = live.unitOf(redacted);
  if (unit !== undefined) decision.unit = unit;
  // The text stands for the whole request only when nothing in it had to be replaced.
  if (input.bodyText !== undefined && redacted === input.body) decision.requestText = input.bodyText;
  return decision;
}

function answered(
  live: LivePlan,
  input: ServeInput,
  assigned: Assigned,
  request: JsonObject,
  result: RunResult,
): Served {
  if (result.error !== undefined || result.answer === undefined) {
    const error = result.error ?? noAnswer(live, result);
    return failed(live, input, assigned, request, error, result.steps(), result.totalMs);
  }
  const steps = result.steps();
  const outcome = steps.some((step) => step.outcome === "fell-back") ? "fell-back" : "answered";
  const decision = draftOf(
    live,
    input,
    assigned,
    request,
    outcome,
    result.totalMs,
    slotsOf(live, result.answer.slots),
    steps,
  );
  if (input.storeCandidates) decision.candidates = candidatesOf(live.plan, result);
  if (result.notes.length > 0) decision.notes = result.notes;
  return { status: 200, body: Object.assign({}, result.answer.body, attribution(live, input, assigned)), decision };
}

/** An endpoint answers at once: a run whose answer waits for something outside has none. */
function noAnswer({ plan }: LivePlan, { suspended }: RunResult): AisleError {
  const titles = new Map(plan.steps.map(({ id, title }) => [id, title]));
  const reasons = suspended?.suspended.map(({ step, reason }) => `${titles.get(step) ?? step}: ${reason}`) ?? [];
  if (reasons.length === 0) return new AisleError("run.no-answer", "The pipeline gave no answer.");
  return new AisleError("run.no-answer", `The answer waits for something outside (${reasons.join("; ")}).`, {
    reasons,
  });
}

/** Odds that a later node made wrong are logged as unknown, in every slot: what did not change here may have by another draw. */
function slotsOf({ plan }: LivePlan, slots: NewDecision["slots"]): NewDecision["slots"] {
  if (plan.unknownOdds !== true) return slots;
  return slots.map((slot) => ({ ...slot, product: { ...slot.product, propensity: "unknown" as const } }));
}

/** What later events and support requests carry back. */
function attribution(live: LivePlan, input: ServeInput, { arm, variant }: Assigned): JsonObject {
  return {
    decisionId: input.decisionId,
    traceId: input.traceId,
    version: live.versionNumber,
    variant: variant ?? arm ?? liveArm,
  };
}

function refused(
  live: LivePlan,
  input: ServeInput,
  assigned: Assigned,
  request: JsonObject,
  error: AisleError,
  started: number,
): Served {
  return failed(live, input, assigned, request, error, [], performance.now() - started);
}

function failed(
  live: LivePlan,
  input: ServeInput,
  assigned: Assigned,
  request: JsonObject,
  error: AisleError,
  steps: NewDecision["steps"],
  totalMs: number,
): Served {
  const outcome = error.row.blame === "caller" ? "refused" : "failed";
  const decision = draftOf(live, input, assigned, request, outcome, totalMs, [], steps);
  // Wrong values of a request are not repeated in the log: the caller has them.
  decision.error = { code: error.code, message: error.message };
  return {
    status: error.row.status,
    body: { ...errorBody(publicError(error)), ...attribution(live, input, assigned) },
    decision,
  };
}
