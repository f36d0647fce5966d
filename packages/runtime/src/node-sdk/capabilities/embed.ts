import type { VectorValue } from "../port-type.ts";
import { defineCapability } from "./capability.ts";

/** Embedding models by id; unit-length vectors. */
export interface EmbedCapability {
  /** The model used where none is named. */
  readonly defaultEmbedder: string;
  embed(texts: readonly string[], embedder?: string): Promise<readonly VectorValue[]>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly embed: EmbedCapability;
  }
}

export const embedCapability = defineCapability<"embed">({
  name: "embed",
  scope: "process",
  kind: "read",
  summary: "Turns text into vectors on this machine.",
});
