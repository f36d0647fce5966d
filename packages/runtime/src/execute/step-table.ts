import type { Plan, Step } from "../compile/plan.ts";
import type { StepOutcome, StepRecord } from "./step-record.ts";

const waiting = 0;
const started = 1;
const settled = 2;
const suspended = 3;

/** Where every step of one run stands, in arrays by the step's index; times are `performance.now()`. */
export class StepTable {
  readonly #plan: Plan;
  readonly #state: Uint8Array;
  readonly #demanded: Uint8Array;
  readonly #left: Int16Array;
  /** Per step: ready, start, end. */
  readonly #times: Float64Array;
  readonly #outcomes: (StepOutcome | undefined)[];
  readonly #reasons: (string | undefined)[];
  #failed: Set<number> | undefined;

  constructor(plan: Plan) {
    const count = plan.steps.length;
    this.#plan = plan;
    this.#state = new Uint8Array(count);
    this.#demanded = new Uint8Array(count);
    this.#left = new Int16Array(count);
    this.#times = new Float64Array(count * 3);
    this.#outcomes = new Array(count);
    this.#reasons = new Array(count);
  }

  /** Counts what a step still waits for; steps that are settled already are not waited for. */
  open(step: Step): number {
    let left = 0;
    for (let at = 0; at < step.waitsFor.length; at++) if (this.#state[step.waitsFor[at]!] !== settled) left++;
    this.#left[step.index] = left;
    if (step.eager) this.#demanded[step.index] = 1;
    return left;
  }

  /** One of the steps that a step waits for has settled; returns how many are left. */
  countDown(index: number): number {
    return --this.#left[index]!;
  }

  left(index: number): number {
    return this.#left[index]!;
  }

  isDemanded(index: number): boolean {
    return this.#demanded[index] === 1;
  }

  demand(index: number): void {
    this.#demanded[index] = 1;
  }

  isSettled(index: number): boolean {
    return this.#state[index] === settled;
  }

  /** True for a step that was started, or is about to be, and has not settled. */
  isRunning(index: number): boolean {
    return this.#state[index] === started;
  }

  isSuspended(index: number): boolean {
    return this.#state[index] === suspended;
  }

  /** Takes a step into the queue; false when it is there already or has run. */
  claim(index: number, now: number): boolean {
    if (this.#state[index] !== waiting) return false;
    this.#state[index] = started;
    this.#times[index * 3] = now;
    return true;
  }

  start(index: number, now: number): void {
    this.#times[index * 3 + 1] = now;
  }

  startedAt(index: number): number {
    return this.#times[index * 3 + 1]!;
  }

  settle(index: number, outcome: StepOutcome, reason: string | undefined, now: number): void {
    this.#state[index] = outcome === "suspended" ? suspended : settled;
    this.#outcomes[index] = outcome;
    this.#reasons[index] = reason;
    this.#times[index * 3 + 2] = now;
  }

  /** Notes that a step failed, whatever its policy makes of it. */
  markFailed(index: number): void {
    this.#failed ??= new Set();
    this.#failed.add(index);
  }

  outcome(index: number): StepOutcome | undefined {
    return this.#outcomes[index];
  }

  reason(index: number): string | undefined {
    return this.#reasons[index];
  }

  /** What became of a step: its times from the run's start in milliseconds. `error` is the run's, `endedAt` its end. */
  record(step: Step, run: { startedAt: number; endedAt: number; error: { code: string } | undefined }): StepRecord {
    const { index } = step;
    const outcome = this.#outcomes[index];
    const isLate = this.#state[index] === started && run.error?.code === "run.deadline";
    const reason = outcome === undefined ? this.#whyNotRun(index, run.error !== undefined) : this.#reasons[index];
    const start = outcome === undefined ? run.endedAt : this.#times[index * 3 + 1]!;
    return {
      node: step.id,
      type: step.type,
      outcome: outcome ?? (isLate ? "failed" : "skipped"),
      ...(reason === undefined ? {} : { reason }),
      ...(outcome === "skipped" && this.#failed?.has(index) ? { failed: true } : {}),
      startMs: start - run.startedAt,
      durationMs: outcome === undefined ? 0 : this.#times[index * 3 + 2]! - start,
      queueMs: outcome === undefined ? 0 : start - this.#times[index * 3]!,
    };
  }

  #whyNotRun(index: number, failed: boolean): string {
    if (this.#state[index] === started) return "given up when the run ended";
    if (failed) return "the run had failed already";
    return this.#waitsForSuspended(index) ? "waits for a suspended step" : "not needed";
  }

  #waitsForSuspended(index: number): boolean {
    const seen = new Set<number>();
    const open = [index];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at < 0 || seen.has(at)) continue;
      seen.add(at);
      if (this.#state[at] === suspended) return true;
      const step = this.#plan.steps[at]!;
      for (const from of step.lazy ?? step.waitsFor) if (this.#state[from] !== settled) open.push(from);
    }
    return false;
  }
}
