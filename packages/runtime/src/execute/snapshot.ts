import type { Plan, Step } from "../compile/plan.ts";
import { AisleError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { fromPortJson, toPortJson } from "../node-sdk/port-json.ts";
import type { Suspension } from "../node-sdk/suspend.ts";
import type { Run } from "./run.ts";
import type { StepOutcome } from "./step-record.ts";

/** A suspended run as plain JSON: everything that resuming it on the same plan needs. */
export interface Snapshot {
  readonly format: 1;
  readonly planId: string;
  /** Names the run in idempotency keys, before and after. */
  readonly runId: string;
  /** The run's instant and seed: clock and random go on as they were. */
  readonly now: number;
  readonly seed: number;
  readonly request: JsonObject;
  /** Steps that have ended; a suspended one is not among them. */
  readonly settled: readonly { readonly step: string; readonly outcome: StepOutcome; readonly reason?: string }[];
  /** The values that steps which have not ended still read, by `node.port`. */
  readonly values: readonly { readonly port: string; readonly value: Json }[];
  readonly suspended: readonly ({ readonly step: string } & Suspension)[];
}

/** What a suspended step is resumed with. */
export type Resumption =
  | { readonly step: string; readonly outputs: { readonly [port: string]: unknown } }
  | { readonly step: string; readonly error: AisleError };

/** The snapshot of a run that ended with suspended steps. Throws `run.not-storable` for a value that JSON cannot hold. */
export function takeSnapshot(run: Run): Snapshot {
  const { plan, table, values, settings } = run;
  const open = plan.steps.filter((step) => !table.isSettled(step.index));
  const needed = new Set(open.flatMap((step) => step.inputs.flatMap((input) => input.sources.map(({ slot }) => slot))));
  const stored: { port: string; value: Json }[] = [];
  for (const step of plan.steps) {
    for (const { port, slot } of step.outputs) {
      if (!needed.has(slot) || values[slot] === undefined) continue;
      stored.push({ port: `${step.id}.${port}`, value: toPortJson(values[slot]) });
    }
  }
  return {
    format: 1,
    planId: plan.planId,
    runId: settings.runId(),
    now: settings.now,
    seed: settings.seed,
    request: run.body,
    settled: plan.steps
      .filter((step) => table.isSettled(step.index))
      .map((step) => {
        const reason = table.reason(step.index);
        return { step: step.id, outcome: table.outcome(step.index)!, ...(reason === undefined ? {} : { reason }) };
      }),
    values: stored,
    suspended: [...run.suspensions].map(([index, suspension]) => ({ step: plan.steps[index]!.id, ...suspension })),
  };
}

/**
 * Puts a fresh run into the state of a snapshot. Throws `run.wrong-plan` when the snapshot is of another plan: a run is resumed
 * on the version that it began on.
 */
export function restoreSnapshot(run: Run, snapshot: Snapshot): void {
  const { plan } = run;
  if (snapshot.planId !== plan.planId)
    throw new AisleError("run.wrong-plan", "A suspended run can only be resumed on the version that it began on.");
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  for (const { step, outcome, reason } of snapshot.settled)
    run.table.settle(stepOf(steps, step).index, outcome, reason, run.startedAt);
  const slots = new Map(
    plan.steps.flatMap(({ id, outputs }) => outputs.map(({ port, slot }) => [`${id}.${port}`, slot])),
  );
  for (const { port, value } of snapshot.values) {
    const slot = slots.get(port);
    if (slot !== undefined) run.values[slot] = fromPortJson(value);
  }
  for (const { step, ...suspension } of snapshot.suspended) run.suspend(stepOf(steps, step), suspension);
}

function stepOf(steps: ReadonlyMap<string, Step>, id: string): Step {
  const step = steps.get(id);
  if (step === undefined)
    throw new AisleError("run.wrong-plan", `The suspended run names a step ${id} that is not there.`);
  return step;
}

/** The suspended step that a resumption names; throws `run.not-suspended` when it does not wait. */
export function suspendedStep(plan: Plan, snapshot: Snapshot, id: string): Step {
  const step = plan.steps.find((one) => one.id === id);
  if (step !== undefined && snapshot.suspended.some((one) => one.step === id)) return step;
  throw new AisleError("run.not-suspended", `Step ${id} of this run does not wait: it was decided already.`);
}
