import { withoutSteps } from "./evaluate-constants.ts";
import type { Plan, Step } from "./plan.ts";

/** A plan in which some outputs are given, and what became of the steps that gave them. */
export interface OverriddenPlan {
  readonly plan: Plan;
  /** Steps that need not run: all their outputs that are read are given. */
  readonly given: readonly string[];
  /** Steps that need not run: nothing that runs reads them. */
  readonly unneeded: readonly string[];
}

/**
 * Gives outputs (`node.port` → value, `undefined` for one that gave nothing) their values before the run: whatever reads one
 * takes the value, and a step that only feeds such outputs does not run. For previews alone; a version's plan has none.
 */
export function overrideOutputs(plan: Plan, outputs: ReadonlyMap<string, unknown>): OverriddenPlan {
  if (outputs.size === 0) return { plan, given: [], unneeded: [] };
  const slotOf = new Map<string, number>();
  const constants = [...plan.constants];
  const replaced = new Map<number, number>();
  for (const step of plan.steps) {
    for (const { port, slot } of step.outputs) {
      const ref = `${step.id}.${port}`;
      if (!outputs.has(ref)) continue;
      const fresh = plan.slotCount + slotOf.size;
      slotOf.set(ref, fresh);
      replaced.set(slot, fresh);
      constants.push({ slot: fresh, value: outputs.get(ref) });
    }
  }
  const steps = plan.steps.map((step): Step => {
    const inputs = step.inputs.map((input) => ({
      ...input,
      sources: input.sources.map((source) => {
        const slot = replaced.get(source.slot);
        return slot === undefined ? source : { ...source, slot, step: -1 };
      }),
    }));
    const feeds = new Set(inputs.flatMap((input) => input.sources.map((source) => source.step)));
    return {
      ...step,
      randomStream: step.index,
      inputs,
      waitsFor: step.waitsFor.filter((from) => feeds.has(from)),
      lazy: step.lazy === undefined ? undefined : inputs.flatMap((input) => input.sources.map((source) => source.step)),
    };
  });
  const { needed, given } = neededSteps(steps, outputs);
  const gone = new Set(steps.filter((step) => !needed.has(step.index)).map((step) => step.index));
  const readers = steps.map((step) => ({
    ...step,
    dependents: step.dependents.filter((to) => readsFrom(steps[to]!, step.index)),
  }));
  const fixed = { ...plan, steps: readers, slotCount: plan.slotCount + slotOf.size, constants };
  return {
    plan: { ...fixed, ...withoutSteps(fixed, gone) },
    given: steps.filter((step) => given.has(step.index)).map((step) => step.id),
    unneeded: steps.filter((step) => gone.has(step.index) && !given.has(step.index)).map((step) => step.id),
  };
}

const readsFrom = (step: Step, from: number) =>
  step.inputs.some((input) => input.sources.some((source) => source.step === from));

/** Back from the ends of the graph: a step runs when an output of it is read that is not given, or when it is an end itself. */
function neededSteps(steps: readonly Step[], outputs: ReadonlyMap<string, unknown>) {
  const isOverridden = (step: Step) => step.outputs.some(({ port }) => outputs.has(`${step.id}.${port}`));
  const needed = new Set<number>();
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!;
    const isEnd = step.dependents.length === 0;
    const isRead = step.dependents.some((to) => needed.has(to) && readsFrom(steps[to]!, at));
    if (isRead || (isEnd && !isOverridden(step))) needed.add(at);
  }
  const given = new Set(
    steps.filter((step) => isOverridden(step) && !needed.has(step.index)).map((step) => step.index),
  );
  return { needed, given };
}
