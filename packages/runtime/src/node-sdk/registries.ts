import type { Registry } from "./registry.ts";

/** The nodes that each workspace knows: those that Aisle brings, and those of the packages that the workspace installed. */
export interface Registries {
  for(workspaceId: string): Registry;
}

/** The same nodes for every workspace. */
export const oneRegistry = (registry: Registry): Registries => ({ for: () => registry });
