import { defineCapability } from "./capability.ts";

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly signal: AbortSignal;
  }
}

export const signalCapability = defineCapability<"signal">({
  name: "signal",
  scope: "run",
  kind: "read",
  summary: "Hears when the run ends.",
  example: () => new AbortController().signal,
  make: ({ signal }) => signal(),
});
