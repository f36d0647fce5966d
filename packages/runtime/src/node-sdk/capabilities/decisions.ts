import type { JsonObject } from "../../json.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { defineCapability } from "./capability.ts";

/** Past decisions, by id. */
export interface DecisionsCapability {
  get(decisionId: string): MaybePromise<JsonObject | undefined>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly decisions: DecisionsCapability;
  }
}

export const decisionsCapability = defineCapability<"decisions">({
  name: "decisions",
  scope: "process",
  kind: "read",
  summary: "Reads earlier answers by their id.",
});
