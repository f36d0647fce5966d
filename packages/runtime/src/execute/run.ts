import type { Plan, Step, StepInput } from "../compile/plan.ts";
import { AisleError, toAisleError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { NodeContext, ProcessCapabilities } from "../node-sdk/capabilities.ts";
import { expressionBudget } from "../node-sdk/expression-budget.ts";
import { isEmptyValue } from "../node-sdk/port-type.ts";
import { Deadlines } from "./deadlines.ts";
import { type RunScope, runContext, sharedContexts } from "./step-context.ts";
import type { StepOutcome, StepRecord } from "./step-record.ts";

const waiting = 0;
const started = 1;
const settled = 2;

export interface RunSettings {
  readonly capabilities: ProcessCapabilities;
  readonly now: number;
  readonly seed: number;
  /** `performance.now()` after which the run fails with `run.deadline`. */
  readonly deadline: number;
  readonly onStep: ((record: StepRecord) => void) | undefined;
  readonly onEnd: (run: Run) => void;
}

/**
 * One execution of a plan. Steps start as soon as their inputs are there; a sync step costs no await, no promise and no timer;
 * independent async steps overlap. State is kept in arrays by step and slot.
 */
export class Run {
  readonly plan: Plan;
  readonly values: unknown[];
  readonly startedAt: number;
  readonly notes: RunScope["notes"] = [];
  error: AisleError | undefined;
  ended = false;
  endedAt = 0;

  readonly #settings: RunSettings;
  readonly #scope: RunScope;
  readonly #contexts: readonly (NodeContext | undefined)[];
  readonly #state: Uint8Array;
  readonly #demanded: Uint8Array;
  readonly #left: Int16Array;
  readonly #times: Float64Array;
  readonly #outcomes: (StepOutcome | undefined)[];
  readonly #reasons: (string | undefined)[];
  readonly #ready: number[] = [];
  #at = 0;
  #awaited = 0;
  #working = false;
  #deadlines: Deadlines | undefined;
  #abort: AbortController | undefined;
  readonly #budget = expressionBudget();

  constructor(plan: Plan, body: JsonObject, settings: RunSettings) {
    const count = plan.steps.length;
    this.plan = plan;
    this.#settings = settings;
    this.values = new Array(plan.slotCount);
    for (const { slot, value } of plan.constants) this.values[slot] = value;
    this.#state = new Uint8Array(count);
    this.#demanded = new Uint8Array(count);
    this.#left = new Int16Array(count);
    // Per step: ready, start, end.
    this.#times = new Float64Array(count * 3);
    this.#outcomes = new Array(count);
    this.#reasons = new Array(count);
    this.#contexts = sharedContexts(plan, settings.capabilities);
    this.#scope = {
      body,
      now: settings.now,
      seed: settings.seed,
      notes: this.notes,
      signal: () => this.#signal(),
      budget: () => this.#budget,
    };
    this.startedAt = performance.now();
  }

  /** Starts the steps that need nothing and goes on until all is done or something is awaited. */
  start(): void {
    const { steps } = this.plan;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      this.#left[index] = step.waitsFor.length;
      if (step.eager) this.#demanded[index] = 1;
      if (step.eager && step.waitsFor.length === 0 && step.lazy === undefined) this.#queue(index, this.startedAt);
    }
    for (const step of steps) if (step.eager && step.lazy !== undefined) this.#advanceFirst(step, this.startedAt);
    this.#work();
  }

  /** Ends the run with an error, as a caller that went away or a deadline does. */
  fail(error: AisleError): void {
    if (this.ended) return;
    this.error = error;
    this.#finish();
  }

  /** What became of each step, in plan order; steps that were never needed are skipped with that reason. */
  records(): StepRecord[] {
    return this.plan.steps.map((step) => this.#record(step));
  }

  #record(step: Step): StepRecord {
    const { index } = step;
    const base = index * 3;
    const outcome = this.#outcomes[index];
    const reason = outcome === undefined ? this.#whyNotRun(index) : this.#reasons[index];
    const start = outcome === undefined ? this.endedAt : this.#times[base + 1]!;
    return {
      node: step.id,
      type: step.type,
      outcome:
        outcome ?? (this.#state[index] === started && this.error?.code === "run.deadline" ? "failed" : "skipped"),
      ...(reason === undefined ? {} : { reason }),
      startMs: start - this.startedAt,
      durationMs: outcome === undefined ? 0 : this.#times[base + 2]! - start,
      queueMs: outcome === undefined ? 0 : start - this.#times[base]!,
    };
  }

  #whyNotRun(index: number): string {
    if (this.#state[index] === started) return "given up when the run ended";
    return this.error === undefined ? "not needed" : "the run had failed already";
  }

  #queue(index: number, now: number): void {
    if (this.#state[index] !== waiting) return;
    this.#state[index] = started;
    this.#times[index * 3] = now;
    this.#ready.push(index);
  }

  #work(): void {
    // A step that settles while the loop runs only adds to the list: no recursion, whatever the length of a chain.
    if (this.#working) return;
    this.#working = true;
    const { deadline } = this.#settings;
    let now = performance.now();
    while (this.#at < this.#ready.length && !this.ended) {
      // The timer cannot ring while sync steps run; the time is at hand, since each step is timed.
      if (now > deadline) this.#expire(-1);
      else now = this.#startStep(this.#ready[this.#at++]!, now);
    }
    this.#working = false;
    if (!this.ended && this.#awaited === 0) this.#finish();
  }

  /** Starts one step and returns the time when it was done, or was left to be awaited. */
  #startStep(index: number, now: number): number {
    const step = this.plan.steps[index]!;
    this.#times[index * 3 + 1] = now;
    const inputs: Record<string, unknown> = {};
    for (let at = 0; at < step.inputs.length; at++) {
      const input = step.inputs[at]!;
      const missing = this.#readInput(input, inputs);
      if (missing) return this.#settle(index, "skipped", this.#whyMissing(step, input), performance.now());
    }
    let result: unknown;
    try {
      const ctx = this.#contexts[index] ?? runContext(step, this.#settings.capabilities, this.#scope);
      result = step.run(ctx as never, inputs as never, step.config, step.state);
    } catch (error) {
      return this.#settleFailure(index, inputs, toAisleError(error, "step.failed"));
    }
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") {
      this.#await(step, inputs, result as PromiseLike<unknown>);
      return performance.now();
    }
    return this.#settleResult(step, result, performance.now());
  }

  /** Reads one input into `inputs`; true when what it needs is missing. */
  #readInput(input: StepInput, inputs: Record<string, unknown>): boolean {
    const { sources } = input;
    if (input.arity !== "many") {
      const source = sources[0];
      const value = source === undefined ? undefined : this.values[source.slot];
      inputs[input.port] = source?.wrap === true && value !== undefined ? [value] : value;
      return input.arity === "required" && value === undefined;
    }
    const found: unknown[] = [];
    for (const { slot, wrap } of sources) {
      const value = this.values[slot];
      if (value !== undefined) found.push(wrap ? [value] : value);
    }
    inputs[input.port] = found;
    return found.length < input.min;
  }

  #whyMissing(step: Step, input: StepInput): string {
    const reasons = input.sources.map(({ step: from }) => {
      const source = this.plan.steps[from];
      if (source === undefined) return "what was given for it is empty";
      const outcome = this.#outcomes[from];
      return outcome === "skipped" || outcome === "failed"
        ? `${source.title} was ${outcome === "failed" ? "failing" : "skipped"}`
        : `${source.title} gave nothing`;
    });
    const what = input.arity === "many" ? `fewer than ${input.min} of its inputs came` : `no ${input.port}`;
    return `${what}${step.inputs.length > 0 && reasons.length > 0 ? `: ${reasons.join(", ")}` : ""}`;
  }

  #await(step: Step, inputs: Record<string, unknown>, promise: PromiseLike<unknown>): void {
    this.#awaited++;
    if (this.#deadlines === undefined) {
      this.#deadlines = new Deadlines((index) => this.#expire(index));
      if (this.#settings.deadline < Number.POSITIVE_INFINITY) this.#deadlines.add(-1, this.#settings.deadline);
    }
    if (step.timeoutMs !== undefined) {
      this.#deadlines.add(step.index, this.#times[step.index * 3 + 1]! + step.timeoutMs);
      this.#limited.set(step.index, inputs);
    }
    promise.then(
      (result) => this.#resume(step, () => this.#settleResult(step, result, performance.now())),
      (error: unknown) =>
        this.#resume(step, () => this.#settleFailure(step.index, inputs, toAisleError(error, "step.failed"))),
    );
  }

  /** Inputs of awaited steps with a limit of their own, for the fallback that passes an input on. */
  readonly #limited = new Map<number, Record<string, unknown>>();

  #resume(step: Step, settle: () => void): void {
    // Too late: the step's limit or the run's end has decided already.
    if (this.ended || this.#state[step.index] === settled) return;
    this.#awaited--;
    this.#deadlines?.remove(step.index);
    settle();
    this.#work();
  }

  #expire(index: number): void {
    if (this.ended) return;
    if (index < 0) {
      this.fail(new AisleError("run.deadline", "The run took longer than its limit."));
      return;
    }
    this.#awaited--;
    const step = this.plan.steps[index]!;
    const error = new AisleError("step.timeout", `${step.title} took longer than ${step.timeoutMs} ms.`, {
      node: step.id,
    });
    this.#settleFailure(index, this.#limited.get(index) ?? {}, error);
    this.#work();
  }

  #settleResult(step: Step, result: unknown, now: number): number {
    const fell = (result as { "~fellBack"?: string } | undefined)?.["~fellBack"];
    const outputs = (fell === undefined ? result : (result as { outputs: unknown }).outputs) as Record<string, unknown>;
    for (const { port, slot } of step.outputs) this.values[slot] = outputs?.[port];
    if (fell !== undefined) return this.#settle(step.index, "fell-back", fell, now);
    const tookMs = now - this.#times[step.index * 3 + 1]!;
    const over = step.timeoutMs !== undefined && tookMs > step.timeoutMs;
    return this.#settle(
      step.index,
      "ran",
      over ? `took ${tookMs.toFixed(1)} ms, limit ${step.timeoutMs} ms` : undefined,
      now,
    );
  }

  #settleFailure(index: number, inputs: Record<string, unknown>, error: AisleError): number {
    const step = this.plan.steps[index]!;
    const policy = step.onFailure;
    const now = performance.now();
    if (policy.do === "skip") return this.#settle(index, "skipped", error.message, now);
    if (policy.do === "fail") {
      const settledAt = this.#settle(index, "failed", error.message, now);
      this.fail(
        error.code === "step.timeout"
          ? error
          : new AisleError("run.failed", `${step.title}: ${error.message}`, { node: step.id, code: error.code }, error),
      );
      return settledAt;
    }
    for (const { port, slot } of step.outputs) {
      if (policy.do === "value") this.values[slot] = policy.outputs[port];
      else if (port === policy.output) this.values[slot] = inputs[policy.input];
    }
    return this.#settle(index, "fell-back", error.message, now);
  }

  /** Records the outcome and queues whatever waited for it. */
  #settle(index: number, outcome: StepOutcome, reason: string | undefined, now: number): number {
    const step = this.plan.steps[index]!;
    this.#state[index] = settled;
    this.#outcomes[index] = outcome;
    this.#reasons[index] = reason;
    this.#times[index * 3 + 2] = now;
    if (this.#settings.onStep !== undefined) this.#settings.onStep(this.#record(step));
    if (index === this.plan.answer) {
      this.#finish();
      return now;
    }
    for (const dependent of step.dependents) this.#wake(dependent, now);
    return now;
  }

  #wake(index: number, now: number): void {
    const step = this.plan.steps[index]!;
    if (step.lazy !== undefined) {
      if (this.#demanded[index] === 1) this.#advanceFirst(step, now);
      return;
    }
    const left = --this.#left[index]!;
    if (left === 0 && this.#demanded[index] === 1) this.#queue(index, now);
  }

  /** `logic.first`: takes the first wire that carries something, and starts the next branch only when the last gave nothing. */
  #advanceFirst(step: Step, now: number): void {
    const sources = step.inputs.flatMap((input) => input.sources);
    for (const source of sources) {
      const isSettled = source.step < 0 || this.#state[source.step] === settled;
      if (!isSettled) {
        this.#demand(source.step, now);
        return;
      }
      if (!isEmptyValue(this.values[source.slot])) break;
    }
    this.#queue(step.index, now);
  }

  #demand(index: number, now: number): void {
    if (this.#demanded[index] === 1) return;
    this.#demanded[index] = 1;
    const step = this.plan.steps[index]!;
    if (step.lazy !== undefined) {
      this.#advanceFirst(step, now);
      return;
    }
    for (const from of step.waitsFor) this.#demand(from, now);
    if (this.#left[index] === 0) this.#queue(index, now);
  }

  #finish(): void {
    this.ended = true;
    this.endedAt = performance.now();
    this.#deadlines?.stop();
    this.#abort?.abort();
    this.#settings.onEnd(this);
  }

  #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }
}
