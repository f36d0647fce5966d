import { configureNodes } from "@aisle/runtime/compile/configure-nodes";
import { AisleError } from "@aisle/runtime/errors";
import { emptyGraph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Registry } from "@aisle/runtime/node-sdk/registry";

/** Problems of one config: wrong values, and what `prepare` says of it; throws `node.unknown`. */
export async function checkConfig(
  registry: Registry,
  type: string,
  config: JsonObject,
  capabilities: ProcessCapabilities,
): Promise<readonly { readonly path: string; readonly message: string }[]> {
  const definition = registry.definitions.get(type);
  if (definition === undefined)
    throw new AisleError("node.unknown", `The node type ${type} is not installed.`, { type });
  const node = { id: "n", type, version: definition.version, position: { x: 0, y: 0 }, config };
  const { problems } = await configureNodes({ ...emptyGraph, nodes: [node] }, registry, capabilities);
  return problems.map(({ field, message }) => ({ path: field ?? "", message }));
}
