import type { Json } from "../json.ts";
import type { IntendedAction, RehearsedStep, StepIdentity } from "../node-sdk/capabilities/capability.ts";

/** What a rehearsal may use in the place of the outside world. */
export interface RehearsalOptions {
  /** Calls outside that reading capabilities may make when no record answers; 0 by default. */
  readonly externalCalls?: number;
  /** The recorded answer to a question, by capability and key. */
  readonly recorded?: (capability: string, key: string) => Json | undefined;
}

/** One rehearsal: what its steps would have done, and what it may still spend outside. */
export class Rehearsal {
  readonly intended: IntendedAction[] = [];
  readonly #recorded: RehearsalOptions["recorded"];
  #externalCalls: number;

  constructor({ externalCalls = 0, recorded }: RehearsalOptions = {}) {
    this.#externalCalls = externalCalls;
    this.#recorded = recorded;
  }

  /** What one capability of one step holds instead of the outside world. */
  stepOf(capability: string, step: StepIdentity): RehearsedStep {
    return {
      ...step,
      record: (action) => void this.intended.push({ node: step.id, capability, ...action }),
      recorded: (key) => this.#recorded?.(capability, key),
      spend: () => this.#externalCalls > 0 && this.#externalCalls-- > 0,
    };
  }
}
