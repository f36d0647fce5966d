import type { Json, JsonObject } from "../../json.ts";

/**
 * Everything that nodes may reach, by name. Each capability adds itself here from its own file
 * (`declare module "./capability.ts"`), so that a step's ctx is typed by the names that its node declares.
 */
// biome-ignore lint/suspicious/noEmptyInterface: capabilities augment it.
export interface CapabilityMap {}

/** The name of a capability. */
export type Effect = keyof CapabilityMap;

/** What a capability that each run makes for itself is made of. */
export interface RunScope {
  /** The validated request. */
  readonly body: JsonObject;
  /** Milliseconds since 1970 at the run's start. */
  readonly now: number;
  readonly seed: number;
  /** `performance.now()` at which the run ends; infinite without a limit. */
  readonly deadline: number;
  readonly notes: { readonly node: string; readonly message: string }[];
  /** Aborted when the run ends; made when it is first asked for. */
  readonly signal: () => AbortSignal;
  /** Holds what a run shares between its steps, made when it is first asked for: `once("budget", make)`. */
  readonly once: <T>(name: string, make: () => T) => T;
}

/** The step that a capability is made for. */
export interface StepIdentity {
  readonly id: string;
  /** Its place in the whole plan, which its random stream is seeded by. */
  readonly index: number;
  /** Milliseconds that the step may take; absent without a limit of its own. */
  readonly timeoutMs?: number | undefined;
}

/** An action that a step would have taken, had the run been live. */
export interface IntendedAction {
  /** The graph node's id. */
  readonly node: string;
  readonly capability: string;
  /** One line for a person: `send a message to #buying`. */
  readonly summary: string;
  readonly details: Json;
}

/** What an acting step knows of its call: every retry of the step in its run carries the same key. */
export interface ActingStep extends StepIdentity {
  /** Run id and step id. */
  readonly idempotencyKey: string;
  readonly signal: () => AbortSignal;
}

/** What stands in the place of the outside world in a rehearsal. */
export interface RehearsedStep extends StepIdentity {
  /** Notes an action instead of taking it. */
  record(action: Omit<IntendedAction, "node" | "capability">): void;
  /** The recorded answer to a question, by its key. */
  recorded(key: string): Json | undefined;
  /** Takes one call out of what the rehearsal may spend outside; false when nothing is left. */
  spend(): boolean;
}

interface Described<N extends Effect> {
  readonly name: N;
  /** One sentence for the reference and for the list of permissions: what a node with it can do. */
  readonly summary: string;
  /** What the worked example of a node answers by; methods answer what the example gives by default. */
  readonly example?: (given: unknown) => CapabilityMap[N] | undefined;
}

/** Reads, and belongs to the process: an adapter. */
export interface ReadingCapability<N extends Effect> extends Described<N> {
  readonly scope: "process";
  readonly kind: "read";
  /** For reads that leave the system or cost money: answers a rehearsal from records, or spends its budget. */
  readonly rehearse?: (adapter: CapabilityMap[N], step: RehearsedStep) => CapabilityMap[N];
}

/** Belongs to one run and is made for each of its steps. */
export interface RunCapability<N extends Effect> extends Described<N> {
  readonly scope: "run";
  readonly kind: "read";
  readonly make: (run: RunScope, step: StepIdentity) => CapabilityMap[N];
}

/** Changes something outside. A rehearsal never gets the adapter: it gets what `rehearse` makes. */
export interface ActingCapability<N extends Effect> extends Described<N> {
  readonly scope: "process";
  readonly kind: "act";
  /** The adapter as one step of one run holds it: every call bears the step's idempotency key. */
  readonly bind: (adapter: CapabilityMap[N], step: ActingStep) => CapabilityMap[N];
  readonly rehearse: (step: RehearsedStep) => CapabilityMap[N];
}

export type CapabilityDefinition<N extends Effect = Effect> =
  | ReadingCapability<N>
  | RunCapability<N>
  | ActingCapability<N>;

/** Defines a capability: its name, how long it lives, whether it reads or acts, and what a rehearsal gets in its place. */
export function defineCapability<N extends Effect>(definition: CapabilityDefinition<N>): CapabilityDefinition {
  // The one documented seam: a table holds capabilities of every shape, and only a step's ctx pairs them with their types.
  return definition as unknown as CapabilityDefinition;
}

/** What a process hands to `execute`: its adapters by the capability's name. Absent ones are not offered here. */
export type ProcessCapabilities = { readonly [E in Effect]?: CapabilityMap[E] };

/** The ctx of a node that declares these effects; `self` is the graph node's id, for provenance. */
export type NodeContext<E extends Effect = never> = { readonly self: string } & Pick<CapabilityMap, E>;
