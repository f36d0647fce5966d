import type { Json } from "../json.ts";

/** Why a step waits for something outside the run, what a person sees of it, and until when. */
export interface Suspension {
  /** One sentence for a person: `Waits for approval of the order`. */
  readonly reason: string;
  /** What the person who decides needs to see; as JSON. */
  readonly show: Json;
  /** Milliseconds since 1970 after which the step fails with `step.timeout`; null waits without limit. */
  readonly until: number | null;
}

/** What `run` returns when its answer comes from outside, later. */
export interface Suspended {
  readonly "~suspended": Suspension;
}

/** Suspends the step: the run goes on with what does not need it, and is resumed with the step's outputs or an error. */
export function suspend(suspension: Suspension): Suspended {
  return { "~suspended": suspension };
}
