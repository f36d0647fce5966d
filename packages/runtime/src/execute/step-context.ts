import type { Plan, Step } from "../compile/plan.ts";
import type { JsonObject } from "../json.ts";
import type { Effect, NodeContext, ProcessCapabilities, RunEffect } from "../node-sdk/capabilities.ts";
import type { ExpressionBudget } from "../node-sdk/expression-budget.ts";
import { seededRandom } from "./seeded-random.ts";

/** What one run makes for its steps. */
export interface RunScope {
  readonly body: JsonObject;
  /** Milliseconds since 1970 at the run's start. */
  readonly now: number;
  readonly seed: number;
  readonly notes: { readonly node: string; readonly message: string }[];
  readonly signal: () => AbortSignal;
  readonly budget: () => ExpressionBudget;
}

const runEffects: ReadonlySet<Effect> = new Set<RunEffect>(["budget", "clock", "random", "log", "request", "signal"]);

/** Contexts of the steps that need nothing of a single run, made once per plan and set of capabilities. */
const shared = new WeakMap<
  Plan,
  { readonly for: ProcessCapabilities; readonly contexts: readonly (NodeContext | undefined)[] }
>();

/** The contexts that every run of a plan shares; `undefined` for steps that declare an effect of the single run. */
export function sharedContexts(plan: Plan, capabilities: ProcessCapabilities): readonly (NodeContext | undefined)[] {
  const known = shared.get(plan);
  if (known !== undefined && known.for === capabilities) return known.contexts;
  const contexts = plan.steps.map((step) =>
    step.effects.some((effect) => runEffects.has(effect)) ? undefined : processContext(step, capabilities),
  );
  shared.set(plan, { for: capabilities, contexts });
  return contexts;
}

function processContext(step: Step, capabilities: ProcessCapabilities): NodeContext {
  const ctx: Record<string, unknown> = { self: step.id };
  for (const effect of step.effects) ctx[effect] = (capabilities as Record<string, unknown>)[effect];
  return Object.freeze(ctx) as unknown as NodeContext;
}

/** The context of one step in one run: exactly the declared effects. */
export function runContext(step: Step, capabilities: ProcessCapabilities, scope: RunScope): NodeContext {
  const ctx: Record<string, unknown> = { self: step.id };
  for (const effect of step.effects) {
    ctx[effect] = runEffects.has(effect)
      ? runCapability(effect as RunEffect, step, scope)
      : (capabilities as Record<string, unknown>)[effect];
  }
  return ctx as unknown as NodeContext;
}

function runCapability(effect: RunEffect, step: Step, scope: RunScope): unknown {
  switch (effect) {
    case "request":
      return { body: scope.body };
    case "budget":
      return scope.budget();
    case "clock":
      return { now: () => scope.now };
    case "random":
      // One stream per step: a step's draws do not depend on which other step drew first.
      return { next: seededRandom(scope.seed + Math.imul((step.drawsAs ?? step.index) + 1, 0x9e3779b1)) };
    case "log":
      return { note: (message: string) => scope.notes.push({ node: step.id, message }) };
    case "signal":
      return scope.signal();
  }
}
