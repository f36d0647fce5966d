import type { Plan } from "../compile/plan.ts";
import { AisleError, toAisleError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import type { IntendedAction, ProcessCapabilities } from "../node-sdk/capabilities/capability.ts";
import type { MaybePromise } from "../node-sdk/maybe-promise.ts";
import type { AnswerValue } from "../node-sdk/port-type.ts";
import { answerStream } from "./answer-stream.ts";
import { Rehearsal, type RehearsalOptions } from "./rehearsal.ts";
import { Run } from "./run.ts";
import { type Resumption, restoreSnapshot, type Snapshot, suspendedStep, takeSnapshot } from "./snapshot.ts";
import type { StepRecord } from "./step-record.ts";

/** Live runs act; a rehearsal never does: warm-up, previews, samples, compare, replay, simulation and tests rehearse. */
export type RunMode = "live" | "rehearsal";

export interface ExecuteOptions {
  readonly mode: RunMode;
  readonly capabilities: ProcessCapabilities;
  /** What a rehearsal may use outside; nothing by default. */
  readonly rehearsal?: RehearsalOptions;
  /** Names the run in the idempotency keys of its actions; random by default. */
  readonly runId?: string;
  /** Milliseconds the run may take; no limit by default. */
  readonly deadlineMs?: number;
  /** Aborts the run when the caller goes away. */
  readonly signal?: AbortSignal;
  /** The run's instant, milliseconds since 1970; the wall clock by default. */
  readonly now?: number;
  /** Seeds `random`, so that a run replays exactly. */
  readonly seed?: number;
  /** Hears of each step as it ends. */
  readonly onEvent?: (record: StepRecord) => void;
}

/** What a run gave. */
export interface RunResult {
  readonly answer: AnswerValue | undefined;
  /** Set when the run failed, or had an answer step that gave none. */
  readonly error: AisleError | undefined;
  /** Milliseconds until the run's end; until the answer while it goes on as a stream. */
  readonly totalMs: number;
  /** The parts of an answer that goes on; the run ends with them. Read once. */
  readonly stream?: AnswerStream;
  /** Set when steps wait for something outside: what `resume` goes on from. */
  readonly suspended?: Snapshot;
  /** What the steps of a rehearsal would have done. */
  readonly intended: readonly IntendedAction[];
  /** What became of every step; made when asked for. */
  steps(): readonly StepRecord[];
  /** What left an output port, `undefined` when nothing did. */
  value(node: string, port: string): unknown;
  readonly notes: readonly { readonly node: string; readonly message: string }[];
}

export interface AnswerStream {
  readonly parts: AsyncIterable<Json>;
  /** The run's result at its end; never rejects. */
  readonly ended: Promise<RunResult>;
}

/**
 * Runs a plan over one validated request; alike for previews, endpoints, jobs, replay and tests. Returns the result itself when
 * every step was sync, else a promise of it. Never throws for a step's failure: the result carries the error.
 */
export function execute(plan: Plan, request: JsonObject, options: ExecuteOptions): MaybePromise<RunResult> {
  return perform(plan, request, options, (run) => run.start());
}

/** How a suspended run goes on: as `execute`, at the instant and with the seed and name that it began with. */
export type ResumeOptions = Omit<ExecuteOptions, "now" | "seed" | "runId">;

/**
 * Resumes a suspended run: the step that waited has its outputs, or its error and the policy for it, and what needed it runs.
 * Steps that had run do not run again. Throws `run.wrong-plan` and `run.not-suspended`.
 */
export function resume(
  plan: Plan,
  snapshot: Snapshot,
  resumption: Resumption,
  options: ResumeOptions,
): MaybePromise<RunResult> {
  const step = suspendedStep(plan, snapshot, resumption.step);
  const { now, seed, runId } = snapshot;
  return perform(plan, snapshot.request, { ...options, now, seed, runId }, (run) => {
    restoreSnapshot(run, snapshot);
    run.resume(step, resumption);
  });
}

function perform(
  plan: Plan,
  request: JsonObject,
  options: ExecuteOptions,
  begin: (run: Run) => void,
): MaybePromise<RunResult> {
  const rehearsal = options.mode === "rehearsal" ? new Rehearsal(options.rehearsal) : undefined;
  let resolve: ((result: RunResult) => void) | undefined;
  let streamed: RunResult | undefined;
  let endStream: (() => void) | undefined;
  let { runId } = options;
  const { signal } = options;
  const deadline = options.deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.deadlineMs;
  const giveUp = () => run.fail(new AisleError("run.aborted", "The caller went away before the answer was ready."));
  const run = new Run(plan, request, {
    capabilities: options.capabilities,
    now: options.now ?? Date.now(),
    seed: options.seed ?? 0,
    runId: () => (runId ??= crypto.randomUUID()),
    rehearsal,
    deadline,
    onStep: options.onEvent,
    onAnswer: (answering) => {
      streamed = streamResult(answering, rehearsal, (end) => {
        endStream = end;
      });
      resolve?.(streamed);
    },
    onEnd: (ended) => {
      signal?.removeEventListener("abort", giveUp);
      endStream?.();
      resolve?.(resultOf(ended, rehearsal));
    },
  });
  if (signal?.aborted === true) giveUp();
  else begin(run);
  if (run.ended) return resultOf(run, rehearsal);
  signal?.addEventListener("abort", giveUp);
  if (streamed !== undefined) return streamed;
  return new Promise((settle) => {
    resolve = settle;
  });
}

function streamResult(run: Run, rehearsal: Rehearsal | undefined, onOpen: (end: () => void) => void): RunResult {
  const ended = new Promise<void>(onOpen);
  const atAnswer = resultOf(run, rehearsal);
  return {
    ...atAnswer,
    totalMs: performance.now() - run.startedAt,
    stream: {
      parts: answerStream(run, atAnswer.answer!.parts!, ended),
      ended: ended.then(() => resultOf(run, rehearsal)),
    },
  };
}

function resultOf(run: Run, rehearsal: Rehearsal | undefined): RunResult {
  const { plan } = run;
  const answerStep = plan.steps[plan.answer];
  const answer = answerStep === undefined ? undefined : run.values[answerStep.outputs[0]!.slot];
  const waits = run.suspensions.size > 0 && run.error === undefined ? snapshotOf(run) : undefined;
  const isMissing = answerStep !== undefined && answer === undefined && waits === undefined;
  return {
    answer: answer as AnswerValue | undefined,
    error: run.error ?? (waits instanceof AisleError ? waits : isMissing ? noAnswer(run) : undefined),
    totalMs: run.endedAt - run.startedAt,
    ...(waits === undefined || waits instanceof AisleError ? {} : { suspended: waits }),
    intended: rehearsal?.intended ?? [],
    steps: () => run.records(),
    value: (node, port) => {
      const slot = plan.steps.find((step) => step.id === node)?.outputs.find((output) => output.port === port)?.slot;
      return slot === undefined ? undefined : run.values[slot];
    },
    notes: run.notes,
  };
}

function snapshotOf(run: Run): Snapshot | AisleError {
  try {
    return takeSnapshot(run);
  } catch (error) {
    return toAisleError(error);
  }
}

function noAnswer(run: Run): AisleError {
  const reasons = run
    .records()
    .filter((record) => record.outcome === "skipped" && record.reason !== undefined)
    .map((record) => `${titleOf(run.plan, record.node)}: ${record.reason}`);
  const message = `Every way to the answer was skipped (${reasons.slice(0, 4).join("; ")}).`;
  return new AisleError("run.no-answer", message, { reasons }, run.away);
}

const titleOf = (plan: Plan, id: string) => plan.steps.find((step) => step.id === id)?.title ?? id;
