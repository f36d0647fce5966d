import type { Json } from "../../json.ts";
import { defineCapability } from "./capability.ts";

/** Notes for the trace; values of shoppers do not belong in it. */
export interface LogCapability {
  note(message: string, details?: { readonly [key: string]: Json }): void;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly log: LogCapability;
  }
}

export const logCapability = defineCapability<"log">({
  name: "log",
  scope: "run",
  kind: "read",
  summary: "Writes notes into the trace.",
  example: () => ({ note: () => undefined }),
  make: ({ notes }, { id }) => ({ note: (message) => void notes.push({ node: id, message }) }),
});
