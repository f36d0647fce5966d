import { seededRandom } from "../seeded-random.ts";
import { defineCapability } from "./capability.ts";

/** The run's seeded randomness. */
export interface RandomCapability {
  /** Uniform in [0, 1). */
  next(): number;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly random: RandomCapability;
  }
}

export const randomCapability = defineCapability<"random">({
  name: "random",
  scope: "run",
  kind: "read",
  summary: "Draws by the run's seed.",
  example: (given) => ({ next: () => given as number }),
  // One stream per step: a step's draws do not depend on which other step drew first.
  make: ({ seed }, { index }) => ({ next: seededRandom(seed + Math.imul(index + 1, 0x9e3779b1)) }),
});
