import { makeRequestValidator } from "@aisle/nodes/data/request-validator";
import type { Plan } from "@aisle/runtime/compile/plan";
import { isTransient } from "@aisle/runtime/errors";
import { execute } from "@aisle/runtime/execute/execute";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { AnswerValue } from "@aisle/runtime/node-sdk/port-type";

/** What one stored sample request gave. */
export interface SampleOutcome {
  readonly title: string;
  readonly ok: boolean;
  readonly words: string;
  readonly totalMs: number;
  /** True when it failed because something outside was away. */
  readonly transient?: true;
  /** The node at which it failed. */
  readonly node?: string;
}

const deadlineMs = 10_000;

/** Runs a plan over a sample request, checked against the request's schema; chance falls the same each time. */
export async function runSample(
  plan: Plan,
  { title, request }: Graph["samples"][number],
  capabilities: ProcessCapabilities,
): Promise<SampleOutcome & { readonly answer?: AnswerValue }> {
  const issues = makeRequestValidator(plan.requestSchema)(request);
  if (issues.length > 0) {
    const words = issues.map(({ field, message }) => `“${field}” ${message}`).join("; ");
    const trigger = plan.steps.find(({ capabilities }) => capabilities.some(({ name }) => name === "request"))?.id;
    return {
      ...{ title, ok: false, words: `The sample does not fit the request's schema: ${words}`, totalMs: 0 },
      ...(trigger === undefined ? {} : { node: trigger }),
    };
  }
  const run = await execute(plan, request, { mode: "rehearsal", capabilities, deadlineMs });
  const { totalMs, answer, error } = run;
  if (error !== undefined) {
    // Where no step failed, such as one that did not end in time, what is missing is the answer.
    const failed = run.steps().find(({ outcome }) => outcome === "failed")?.node ?? plan.steps[plan.answer]?.id;
    return {
      ...{ title, ok: false, words: error.message, totalMs },
      ...(isTransient(error) ? { transient: true } : {}),
      ...(failed === undefined ? {} : { node: failed }),
    };
  }
  const count = answer?.slots.length ?? 0;
  const words = count === 1 ? "1 product" : `${count} products`;
  return { title, ok: true, words, totalMs, ...(answer === undefined ? {} : { answer }) };
}
