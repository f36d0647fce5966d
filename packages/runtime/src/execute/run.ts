import type { Plan, Step } from "../compile/plan.ts";
import { AisleError, isTransient, toAisleError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { NodeContext, ProcessCapabilities } from "../node-sdk/capabilities/capability.ts";
import { isEmptyValue } from "../node-sdk/port-type.ts";
import type { Suspension } from "../node-sdk/suspend.ts";
import { Deadlines } from "./deadlines.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { type Settlement, settlementOfFailure, settlementOfResult } from "./settle.ts";
import { type ContextScope, runContext, sharedContexts } from "./step-context.ts";
import { describeMissing, readInput } from "./step-inputs.ts";
import type { StepOutcome, StepRecord } from "./step-record.ts";
import { StepTable } from "./step-table.ts";

export interface RunSettings {
  readonly capabilities: ProcessCapabilities;
  readonly now: number;
  readonly seed: number;
  readonly runId: () => string;
  readonly rehearsal: Rehearsal | undefined;
  /** `performance.now()` after which the run fails with `run.deadline`. */
  readonly deadline: number;
  readonly onStep: ((record: StepRecord) => void) | undefined;
  /** The answer is there, but goes on as a stream: the run ends with it. */
  readonly onAnswer: (run: Run) => void;
  readonly onEnd: (run: Run) => void;
}

/**
 * One execution of a plan. Steps start as soon as their inputs are there; a sync step costs no await, no promise and no timer;
 * independent async steps overlap. State is stored in arrays by step and slot.
 */
export class Run {
  readonly plan: Plan;
  readonly body: JsonObject;
  readonly settings: RunSettings;
  readonly values: unknown[];
  readonly table: StepTable;
  readonly startedAt: number;
  readonly notes: { readonly node: string; readonly message: string }[] = [];
  /** Steps that wait for something outside, by their index. */
  readonly suspensions = new Map<number, Suspension>();
  error: AisleError | undefined;
  ended = false;
  endedAt = 0;
  /** Why the first step that went without something outside did; absent when none did. */
  away: AisleError | undefined;

  readonly #scope: ContextScope;
  readonly #contexts: readonly (NodeContext | undefined)[];
  readonly #ready: number[] = [];
  #at = 0;
  #awaited = 0;
  #working = false;
  #streaming = false;
  /** A step failed, whatever its policy made of it: what is missing after it is not simply nothing. */
  #anyFailed = false;
  #deadlines: Deadlines | undefined;
  #abort: AbortController | undefined;
  #shared: Map<string, unknown> | undefined;

  constructor(plan: Plan, body: JsonObject, settings: RunSettings) {
    this.plan = plan;
    this.body = body;
    this.settings = settings;
    this.values = new Array(plan.slotCount);
    for (const { slot, value } of plan.constants) this.values[slot] = value;
    this.table = new StepTable(plan);
    const { capabilities, rehearsal, runId, now, seed } = settings;
    this.#contexts = sharedContexts(plan, capabilities, rehearsal !== undefined);
    this.#scope = {
      capabilities,
      rehearsal,
      runId,
      run: {
        body,
        now,
        seed,
        deadline: settings.deadline,
        notes: this.notes,
        signal: () => this.#signal(),
        once: (name, make) => this.#once(name, make),
      },
    };
    this.startedAt = performance.now();
  }

  /** Starts the steps that need nothing and goes on until all is done or something is awaited. */
  start(): void {
    const { steps } = this.plan;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      const left = this.table.open(step);
      if (step.eager && left === 0 && step.lazy === undefined) this.#queue(index, this.startedAt);
    }
    for (const step of steps) if (step.eager && step.lazy !== undefined) this.#advanceFirst(step, this.startedAt);
    this.#work();
  }

  /** Puts a step back to waiting, as it was when the run was suspended. */
  suspend(step: Step, suspension: Suspension): void {
    this.suspensions.set(step.index, suspension);
    this.table.settle(step.index, "suspended", suspension.reason, this.startedAt);
  }

  /** Goes on after a suspension: the step that waited ends as it is set, and what needed it runs. */
  resume(step: Step, by: { readonly outputs: object } | { readonly error: AisleError }): void {
    this.suspensions.delete(step.index);
    for (const open of this.plan.steps) this.table.open(open);
    this.table.start(step.index, this.startedAt);
    const inputs: Record<string, unknown> = {};
    for (const input of step.inputs) readInput(input, this.values, inputs);
    if ("error" in by) this.#settleFailure(step, inputs, by.error);
    else this.#settleResult(step, by.outputs, this.startedAt);
    if (!this.ended) this.start();
  }

  /** Ends the run with an error, as a caller that went away or a deadline does. */
  fail(error: AisleError): void {
    if (this.ended) return;
    this.error = error;
    this.#finish();
  }

  /** Ends a run whose answer was a stream: its last part has been read, or its reader left. */
  endStream(): void {
    if (!this.ended) this.#finish();
  }

  /** What became of each step, in plan order; steps that were never needed are skipped with that reason. */
  records(): StepRecord[] {
    return this.plan.steps.map((step) => this.table.record(step, this));
  }

  #queue(index: number, now: number): void {
    if (this.table.claim(index, now)) this.#ready.push(index);
  }

  #work(): void {
    // A step that settles while the loop runs only adds to the list: no recursion, whatever the length of a chain.
    if (this.#working) return;
    this.#working = true;
    const { deadline } = this.settings;
    let now = performance.now();
    while (this.#at < this.#ready.length && !this.ended) {
      // The timer cannot ring while sync steps run; the time is at hand, since each step is timed.
      if (now > deadline) this.#expire(-1);
      else now = this.#startStep(this.#ready[this.#at++]!, now);
    }
    this.#working = false;
    if (!this.ended && this.#awaited === 0 && !this.#streaming) this.#finish();
  }

  /** Starts one step and returns the time when it was done, or was left to be awaited. */
  #startStep(index: number, now: number): number {
    const step = this.plan.steps[index]!;
    this.table.start(index, now);
    const inputs: Record<string, unknown> = {};
    for (let at = 0; at < step.inputs.length; at++) {
      const input = step.inputs[at]!;
      if (!readInput(input, this.values, inputs)) continue;
      if (input.ifNothing !== undefined && !this.#anyFailed) {
        inputs[input.port] = input.ifNothing;
        continue;
      }
      const reason = describeMissing(this.plan, this.table, step, input);
      return this.#settle(index, "skipped", reason, performance.now());
    }
    let result: unknown;
    try {
      const ctx = this.#contexts[index] ?? runContext(step, this.#scope);
      result = step.run(ctx as never, inputs as never, step.config, step.state);
    } catch (error) {
      return this.#settleFailure(step, inputs, toAisleError(error, "step.failed"));
    }
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") {
      this.#await(step, inputs, result as PromiseLike<unknown>);
      return performance.now();
    }
    return this.#settleResult(step, result, performance.now());
  }

  #await(step: Step, inputs: Record<string, unknown>, promise: PromiseLike<unknown>): void {
    this.#awaited++;
    this.#armDeadlines();
    if (step.timeoutMs !== undefined) {
      this.#deadlines!.add(step.index, this.table.startedAt(step.index) + step.timeoutMs);
      this.#limited.set(step.index, inputs);
    }
    promise.then(
      (result) => this.#continue(step, () => this.#settleResult(step, result, performance.now())),
      (error: unknown) =>
        this.#continue(step, () => this.#settleFailure(step, inputs, toAisleError(error, "step.failed"))),
    );
  }

  /** Inputs of awaited steps with a limit of their own, for the fallback that passes an input on. */
  readonly #limited = new Map<number, Record<string, unknown>>();

  #armDeadlines(): void {
    if (this.#deadlines !== undefined) return;
    this.#deadlines = new Deadlines((index) => this.#expire(index));
    const { deadline } = this.settings;
    if (deadline < Number.POSITIVE_INFINITY) this.#deadlines.add(-1, deadline);
  }

  #continue(step: Step, settle: () => void): void {
    // Too late: the step's limit or the run's end has decided already.
    if (this.ended || this.table.isSettled(step.index)) return;
    this.#awaited--;
    this.#deadlines?.remove(step.index);
    settle();
    this.#work();
  }

  #expire(index: number): void {
    if (this.ended) return;
    if (index < 0) {
      // While sync steps run the time is looked at between them; the timer rings for what is waited for.
      const cause = this.#working ? undefined : this.#late();
      this.fail(new AisleError("run.deadline", "The run took longer than its limit.", {}, cause));
      return;
    }
    this.#awaited--;
    const step = this.plan.steps[index]!;
    const error = new AisleError("step.timeout", `${step.title} took longer than ${step.timeoutMs} ms.`, {
      node: step.id,
    });
    this.#settleFailure(step, this.#limited.get(index) ?? {}, error);
    this.#work();
  }

  /** The cause of a run that ended while something outside was waited for: it may answer in time later. */
  #late(): AisleError | undefined {
    const step = this.plan.steps.find(({ index }) => this.table.isRunning(index));
    return step && new AisleError("step.timeout", `${step.title} was still waited for.`, { node: step.id });
  }

  #settleResult(step: Step, result: unknown, now: number): number {
    const settlement = settlementOfResult(step, result, now - this.table.startedAt(step.index));
    return this.#settleAs(step, settlement, now);
  }

  #settleFailure(step: Step, inputs: Record<string, unknown>, error: AisleError): number {
    this.#anyFailed = true;
    this.table.markFailed(step.index);
    if (isTransient(error)) this.away ??= error;
    return this.#settleAs(step, settlementOfFailure(step, inputs, error), performance.now());
  }

  #settleAs(step: Step, { outcome, reason, outputs, failsRun, suspension }: Settlement, now: number): number {
    if (outputs !== undefined) for (const { port, slot } of step.outputs) this.values[slot] = outputs[port];
    if (suspension !== undefined) this.suspensions.set(step.index, suspension);
    this.#settle(step.index, outcome, reason, now);
    if (failsRun !== undefined) this.fail(failsRun);
    return now;
  }

  /** Records the outcome and queues whatever waited for it. */
  #settle(index: number, outcome: StepOutcome, reason: string | undefined, now: number): number {
    const step = this.plan.steps[index]!;
    this.table.settle(index, outcome, reason, now);
    this.settings.onStep?.(this.table.record(step, this));
    if (outcome === "suspended") return now;
    if (index === this.plan.answer) {
      this.#answered(step);
      return now;
    }
    for (const dependent of step.dependents) this.#wake(dependent, now);
    return now;
  }

  #answered(step: Step): void {
    const answer = this.values[step.outputs[0]!.slot] as { readonly parts?: unknown } | undefined;
    if (answer?.parts === undefined) {
      this.#finish();
      return;
    }
    this.#streaming = true;
    this.#armDeadlines();
    this.settings.onAnswer(this);
  }

  #wake(index: number, now: number): void {
    const step = this.plan.steps[index]!;
    if (step.lazy !== undefined) {
      if (this.table.isDemanded(index)) this.#advanceFirst(step, now);
      return;
    }
    const left = this.table.countDown(index);
    if (left === 0 && this.table.isDemanded(index)) this.#queue(index, now);
  }

  /** `logic.first`: takes the first wire that carries something, and starts the next branch only when the last gave nothing. */
  #advanceFirst(step: Step, now: number): void {
    const sources = step.inputs.flatMap((input) => input.sources);
    for (const source of sources) {
      if (source.step >= 0 && !this.table.isSettled(source.step)) {
        this.#demand(source.step, now);
        return;
      }
      if (!isEmptyValue(this.values[source.slot])) break;
    }
    this.#queue(step.index, now);
  }

  #demand(index: number, now: number): void {
    if (this.table.isDemanded(index)) return;
    this.table.demand(index);
    const step = this.plan.steps[index]!;
    if (step.lazy !== undefined) {
      this.#advanceFirst(step, now);
      return;
    }
    for (const from of step.waitsFor) this.#demand(from, now);
    if (this.table.left(index) === 0) this.#queue(index, now);
  }

  #finish(): void {
    this.ended = true;
    this.endedAt = performance.now();
    this.#deadlines?.stop();
    this.#abort?.abort();
    this.settings.onEnd(this);
  }

  #once<T>(name: string, make: () => T): T {
    this.#shared ??= new Map();
    if (!this.#shared.has(name)) this.#shared.set(name, make());
    return this.#shared.get(name) as T;
  }

  #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }
}
