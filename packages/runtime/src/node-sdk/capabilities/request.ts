import type { JsonObject } from "../../json.ts";
import { defineCapability } from "./capability.ts";

/** The request of this run, validated against the endpoint's schema. */
export interface RequestCapability {
  readonly body: JsonObject;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly request: RequestCapability;
  }
}

export const requestCapability = defineCapability<"request">({
  name: "request",
  scope: "run",
  kind: "read",
  summary: "Reads the request.",
  example: (given) => ({ body: given as JsonObject }),
  make: ({ body }) => ({ body }),
});
