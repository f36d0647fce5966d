import { defineCapability, type RunScope, type StepIdentity } from "./capability.ts";

/** How long the step may wait for what is outside. */
export interface DeadlineCapability {
  /**
   * Milliseconds that a call may still take, 1 at least: what is left of the step's own limit, and half of what is left of the run,
   * so that a fallback still answers in time. Infinite for a run without a limit.
   */
  leftMs(): number;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly deadline: DeadlineCapability;
  }
}

export const deadlineCapability = defineCapability<"deadline">({
  name: "deadline",
  scope: "run",
  kind: "read",
  summary: "Knows how long it may wait.",
  example: () => ({ leftMs: () => Number.POSITIVE_INFINITY }),
  make: deadlineOf,
});

function deadlineOf({ deadline }: RunScope, { timeoutMs }: StepIdentity): DeadlineCapability {
  const stepEnds = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  return {
    leftMs: () => {
      const now = performance.now();
      return Math.max(1, Math.min(stepEnds - now, (deadline - now) / 2));
    },
  };
}
