import type { Facts } from "@aisle/runtime/compile/facts";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import type { NodesPorts } from "./nodes-ports.ts";

/** The nodes that a workspace can draw with, and what they are checked against. */
export interface NodesService {
  list(caller: Caller): Promise<readonly NodeManifest[]>;
  facts(caller: Caller): Promise<Facts>;
  /** Problems of one config, as it is typed: wrong values, and what `prepare` says of an expression. */
  checkConfig(
    caller: Caller,
    input: { readonly type: string; readonly config: JsonObject },
  ): Promise<readonly { readonly path: string; readonly message: string }[]>;
}

export const nodesArea: Area<NodesService, NodesPorts> = {
  permissions: { list: "look", facts: "look", checkConfig: "look" },
  make: ({ registries, facts, worker }) => ({
    list: async ({ workspaceId }) => [...registries.for(workspaceId).manifests.values()],
    facts: ({ workspaceId }) => facts(workspaceId),
    checkConfig: ({ workspaceId }, input) => worker.checkConfig({ workspaceId, ...input }),
  }),
};
