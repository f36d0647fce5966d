import type { Plan } from "../compile/plan.ts";
import { AisleError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { MaybePromise, ProcessCapabilities } from "../node-sdk/capabilities.ts";
import type { AnswerValue } from "../node-sdk/port-type.ts";
import { Run } from "./run.ts";
import type { StepRecord } from "./step-record.ts";

export interface ExecuteOptions {
  readonly capabilities: ProcessCapabilities;
  /** Milliseconds the run may take; no limit unless told. */
  readonly deadlineMs?: number;
  /** Aborts the run when the caller goes away. */
  readonly signal?: AbortSignal;
  /** The run's instant, milliseconds since 1970; the wall clock unless told. */
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
  readonly totalMs: number;
  /** What became of every step; made when asked for. */
  steps(): readonly StepRecord[];
  /** What left an output port, `undefined` when nothing did. */
  value(node: string, port: string): unknown;
  readonly notes: readonly { readonly node: string; readonly message: string }[];
}

/**
 * Runs a plan over one validated request; alike for previews, endpoints, jobs, replay and tests. Returns the result itself when
 * every step was sync, else a promise of it. Never throws for a step's failure: the result carries the error.
 */
export function execute(plan: Plan, request: JsonObject, options: ExecuteOptions): MaybePromise<RunResult> {
  let resolve: ((result: RunResult) => void) | undefined;
  const { signal } = options;
  const deadline = options.deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.deadlineMs;
  const giveUp = () => run.fail(new AisleError("run.aborted", "The caller went away before the answer was ready."));
  const run = new Run(plan, request, {
    capabilities: options.capabilities,
    now: options.now ?? Date.now(),
    seed: options.seed ?? 0,
    deadline,
    onStep: options.onEvent,
    onEnd: (ended) => {
      signal?.removeEventListener("abort", giveUp);
      resolve?.(resultOf(ended));
    },
  });
  if (signal?.aborted === true) giveUp();
  else run.start();
  if (run.ended) return resultOf(run);
  signal?.addEventListener("abort", giveUp);
  return new Promise((settle) => {
    resolve = settle;
  });
}

function resultOf(run: Run): RunResult {
  const { plan } = run;
  const answerStep = plan.steps[plan.answer];
  const answer = answerStep === undefined ? undefined : run.values[answerStep.outputs[0]!.slot];
  return {
    answer: answer as AnswerValue | undefined,
    error: run.error ?? (answerStep !== undefined && answer === undefined ? noAnswer(run) : undefined),
    totalMs: run.endedAt - run.startedAt,
    steps: () => run.records(),
    value: (node, port) => {
      const slot = plan.steps.find((step) => step.id === node)?.outputs.find((output) => output.port === port)?.slot;
      return slot === undefined ? undefined : run.values[slot];
    },
    notes: run.notes,
  };
}

function noAnswer(run: Run): AisleError {
  const reasons = run
    .records()
    .filter((record) => record.outcome === "skipped" && record.reason !== undefined)
    .map((record) => `${record.node}: ${record.reason}`);
  return new AisleError("run.no-answer", `Every way to the answer was skipped (${reasons.slice(0, 4).join("; ")}).`, {
    reasons,
  });
}
