import type { Step } from "../compile/plan.ts";
import { AisleError } from "../errors.ts";
import type { Suspension } from "../node-sdk/suspend.ts";
import type { StepOutcome } from "./step-record.ts";

/** How a step that returned or threw is settled: its outcome, why, and what it leaves on its output ports. */
export interface Settlement {
  readonly outcome: StepOutcome;
  readonly reason: string | undefined;
  readonly outputs: Record<string, unknown> | undefined;
  /** Set when the run fails with the step. */
  readonly failsRun?: AisleError;
  readonly suspension?: Suspension;
}

/** What a node returned: outputs, its second best, or a suspension. `tookMs` is compared with the step's own limit. */
export function settlementOfResult(step: Step, result: unknown, tookMs: number): Settlement {
  const fell = (result as { "~fellBack"?: string } | undefined)?.["~fellBack"];
  if (fell !== undefined) {
    return { outcome: "fell-back", reason: fell, outputs: (result as { outputs: Record<string, unknown> }).outputs };
  }
  const suspension = (result as { "~suspended"?: Suspension } | undefined)?.["~suspended"];
  if (suspension !== undefined) {
    return { outcome: "suspended", reason: suspension.reason, outputs: undefined, suspension };
  }
  const over = step.timeoutMs !== undefined && tookMs > step.timeoutMs;
  const reason = over ? `took ${tookMs.toFixed(1)} ms, limit ${step.timeoutMs} ms` : undefined;
  return { outcome: "ran", reason, outputs: result as Record<string, unknown> | undefined };
}

/** What the step's policy makes of an error: skip it, fail the run, give a fixed value, or pass an input on. */
export function settlementOfFailure(step: Step, inputs: Record<string, unknown>, error: AisleError): Settlement {
  const policy = step.onFailure;
  const reason = error.message;
  if (policy.do === "skip") return { outcome: "skipped", reason, outputs: undefined };
  if (policy.do === "value") return { outcome: "fell-back", reason, outputs: policy.outputs };
  if (policy.do === "pass") return { outcome: "fell-back", reason, outputs: { [policy.output]: inputs[policy.input] } };
  const failsRun =
    error.code === "step.timeout"
      ? error
      : new AisleError(
          "run.failed",
          `${step.title}: ${error.message}`,
          { node: step.id, title: step.title, code: error.code },
          error,
        );
  return { outcome: "failed", reason, outputs: undefined, failsRun };
}
