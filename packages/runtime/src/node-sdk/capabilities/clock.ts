import { defineCapability } from "./capability.ts";

/** The run's clock: one instant for the whole run, so that a run replays exactly. */
export interface ClockCapability {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly clock: ClockCapability;
  }
}

export const clockCapability = defineCapability<"clock">({
  name: "clock",
  scope: "run",
  kind: "read",
  summary: "Knows the run's time.",
  example: (given) => ({ now: () => given as number }),
  make: ({ now }) => ({ now: () => now }),
});
