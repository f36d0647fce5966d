import type { Plan, Step } from "../compile/plan.ts";
import type {
  ActingStep,
  CapabilityDefinition,
  NodeContext,
  ProcessCapabilities,
  RunScope,
  StepIdentity,
} from "../node-sdk/capabilities/capability.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** What one run makes the contexts of its steps of. */
export interface ContextScope {
  readonly capabilities: ProcessCapabilities;
  readonly run: RunScope;
  /** Names the run in idempotency keys. */
  readonly runId: () => string;
  /** Set in a rehearsal. */
  readonly rehearsal: Rehearsal | undefined;
}

interface SharedContexts {
  readonly for: ProcessCapabilities;
  readonly live: readonly (NodeContext | undefined)[];
  readonly rehearsed: readonly (NodeContext | undefined)[];
}

/** Contexts of the steps that need nothing of a single run, made once per plan and set of capabilities. */
const shared = new WeakMap<Plan, SharedContexts>();

/** The contexts that every run of a plan shares; `undefined` for steps whose context is made for the single run. */
export function sharedContexts(
  plan: Plan,
  capabilities: ProcessCapabilities,
  isRehearsal: boolean,
): readonly (NodeContext | undefined)[] {
  let known = shared.get(plan);
  if (known === undefined || known.for !== capabilities) {
    const contexts = (isOwn: (capability: CapabilityDefinition) => boolean) =>
      plan.steps.map((step) => (step.capabilities.some(isOwn) ? undefined : processContext(step, capabilities)));
    known = {
      for: capabilities,
      live: contexts(isOfRun),
      rehearsed: contexts((one) => isOfRun(one) || isRehearsed(one)),
    };
    shared.set(plan, known);
  }
  return isRehearsal ? known.rehearsed : known.live;
}

const isOfRun = (capability: CapabilityDefinition) => capability.scope === "run" || capability.kind === "act";
const isRehearsed = (capability: CapabilityDefinition) =>
  capability.scope === "process" && capability.rehearse !== undefined;

function processContext(step: Step, capabilities: ProcessCapabilities): NodeContext {
  const ctx: Record<string, unknown> = { self: step.id };
  for (const { name } of step.capabilities) ctx[name] = adapterOf(capabilities, name);
  return Object.freeze(ctx) as unknown as NodeContext;
}

/** The context of one step in one run: exactly the declared effects. */
export function runContext(step: Step, scope: ContextScope): NodeContext {
  const ctx: Record<string, unknown> = { self: step.id };
  const identity: StepIdentity = { id: step.id, index: step.randomStream ?? step.index, timeoutMs: step.timeoutMs };
  for (const capability of step.capabilities) ctx[capability.name] = capabilityOf(capability, identity, scope);
  return ctx as unknown as NodeContext;
}

function capabilityOf(capability: CapabilityDefinition, step: StepIdentity, scope: ContextScope): unknown {
  if (capability.scope === "run") return capability.make(scope.run, step);
  const { rehearsal } = scope;
  const adapter = adapterOf(scope.capabilities, capability.name);
  if (capability.kind === "act") {
    if (rehearsal !== undefined) return capability.rehearse(rehearsal.stepOf(capability.name, step));
    return adapter === undefined ? undefined : capability.bind(adapter as never, actingStep(step, scope));
  }
  if (rehearsal === undefined || capability.rehearse === undefined || adapter === undefined) return adapter;
  return capability.rehearse(adapter as never, rehearsal.stepOf(capability.name, step));
}

const actingStep = (step: StepIdentity, { run, runId }: ContextScope): ActingStep => ({
  ...step,
  idempotencyKey: `${runId()}:${step.id}`,
  signal: run.signal,
});

const adapterOf = (capabilities: ProcessCapabilities, name: string): unknown =>
  (capabilities as { readonly [name: string]: unknown })[name];
