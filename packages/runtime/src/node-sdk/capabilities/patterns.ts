import type { PatternCompiler } from "../text-pattern.ts";
import { defineCapability } from "./capability.ts";

/** How patterns of expressions are matched: in linear time where this capability is absent. */
export interface PatternsCapability {
  readonly compile: PatternCompiler;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly patterns: PatternsCapability;
  }
}

export const patternsCapability = defineCapability<"patterns">({
  name: "patterns",
  scope: "process",
  kind: "read",
  summary: "Matches patterns of text in linear time.",
  example: () => undefined,
});
