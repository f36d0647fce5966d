import type { Plan, Step } from "./plan.ts";

/**
 * Runs once, at compile time, every sync step that declares no effects and depends on no request, and keeps its outputs as
 * constants of the plan. A step that fails or answers later stays a step, so that its failure shows in a run.
 */
export function evaluateConstants(plan: Plan): Plan {
  const values = new Map<number, unknown>();
  const constant = new Set<number>();
  for (const step of plan.steps) {
    if (step.capabilities.length > 0 || step.lazy !== undefined || step.index === plan.answer) continue;
    if (step.waitsFor.some((from) => !constant.has(from))) continue;
    const outputs = tryRun(step, values);
    if (outputs === undefined) continue;
    constant.add(step.index);
    for (const { port, slot } of step.outputs) values.set(slot, outputs[port]);
  }
  if (constant.size === 0) return plan;
  return { ...plan, constants: [...values].map(([slot, value]) => ({ slot, value })), ...withoutSteps(plan, constant) };
}

function tryRun(step: Step, values: ReadonlyMap<number, unknown>): Record<string, unknown> | undefined {
  const inputs: Record<string, unknown> = {};
  for (const input of step.inputs) {
    const found = input.sources.map(({ slot, wrap }) => (wrap ? [values.get(slot)] : values.get(slot)));
    if (input.arity === "required" && found[0] === undefined) return undefined;
    inputs[input.port] = input.arity === "many" ? found.filter((value) => value !== undefined) : found[0];
  }
  try {
    const result = step.run({ self: step.id } as Parameters<Step["run"]>[0], inputs as never, step.config, step.state);
    const later =
      typeof (result as { then?: unknown }).then === "function" ||
      "~fellBack" in (result as object) ||
      "~suspended" in (result as object);
    return later ? undefined : (result as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** The plan's steps without some of them, numbered again; what read them reads constants. */
export function withoutSteps(plan: Plan, gone: ReadonlySet<number>): Pick<Plan, "steps" | "answer"> {
  const moved = new Map<number, number>();
  for (const step of plan.steps) if (!gone.has(step.index)) moved.set(step.index, moved.size);
  const steps = plan.steps
    .filter((step) => !gone.has(step.index))
    .map((step) => ({
      ...step,
      index: moved.get(step.index)!,
      dependents: step.dependents.map((to) => moved.get(to)).filter((to) => to !== undefined),
      waitsFor: step.waitsFor.map((from) => moved.get(from)).filter((from) => from !== undefined),
      lazy: step.lazy?.map((from) => moved.get(from) ?? -1),
      inputs: step.inputs.map((input) => ({
        ...input,
        sources: input.sources.map((source) => ({ ...source, step: moved.get(source.step) ?? -1 })),
      })),
    }));
  return { steps, answer: plan.answer < 0 ? -1 : (moved.get(plan.answer) ?? -1) };
}
