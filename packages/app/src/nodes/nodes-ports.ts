import type { Facts } from "@aisle/runtime/compile/facts";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { WorkerCalls } from "../runs/worker-calls.ts";

export interface NodesPorts {
  readonly registries: Registries;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  readonly worker: Pick<WorkerCalls, "checkConfig">;
}
