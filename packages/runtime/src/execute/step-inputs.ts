import type { Plan, Step, StepInput } from "../compile/plan.ts";
import type { StepTable } from "./step-table.ts";

/** Reads one input of a step into `inputs`; true when what it needs is missing. */
export function readInput(input: StepInput, values: readonly unknown[], inputs: Record<string, unknown>): boolean {
  const { sources } = input;
  if (input.arity !== "many") {
    const source = sources[0];
    const value = source === undefined ? undefined : values[source.slot];
    inputs[input.port] = source?.wrap === true && value !== undefined ? [value] : value;
    return input.arity === "required" && value === undefined;
  }
  const found: unknown[] = [];
  for (const { slot, wrap } of sources) {
    const value = values[slot];
    if (value !== undefined) found.push(wrap ? [value] : value);
  }
  inputs[input.port] = found;
  return found.length < input.min;
}

/** Says for a person why a step lacked an input: what became of the steps before it. */
export function describeMissing(plan: Plan, table: StepTable, step: Step, input: StepInput): string {
  const reasons = input.sources.map(({ step: from }) => {
    const source = plan.steps[from];
    if (source === undefined) return "what was given for it is empty";
    const outcome = table.outcome(from);
    return outcome === "skipped" || outcome === "failed"
      ? `${source.title} was ${outcome === "failed" ? "failing" : "skipped"}`
      : `${source.title} gave nothing`;
  });
  const what = input.arity === "many" ? `fewer than ${input.min} of its inputs came` : `no ${input.port}`;
  return `${what}${step.inputs.length > 0 && reasons.length > 0 ? `: ${reasons.join(", ")}` : ""}`;
}
