import { AisleError } from "../errors.ts";
import { builtInCapabilities } from "../node-sdk/capabilities/built-in-capabilities.ts";
import type { CapabilityDefinition } from "../node-sdk/capabilities/capability.ts";
import { parseConfig } from "../node-sdk/config-schema.ts";
import type { NodeDefinition, NodeExample } from "../node-sdk/define-node.ts";

/** What an example gave: outputs by port, and the reason when the node fell back. */
export interface ExampleRun {
  readonly outputs: { readonly [port: string]: unknown };
  readonly fellBack: string | undefined;
}

/**
 * Runs a node on one of its examples: capabilities answer what the example gives, in the words of the capability's methods;
 * `clock` and `random` are plain numbers, `request` is the body.
 */
export async function runExample(
  node: NodeDefinition,
  example: NodeExample,
  capabilities: readonly CapabilityDefinition[] = builtInCapabilities,
): Promise<ExampleRun> {
  const ctx: Record<string, unknown> = { self: "this" };
  for (const effect of node.effects) {
    const capability = capabilities.find(({ name }) => name === effect);
    if (capability !== undefined) ctx[effect] = exampleCapability(capability, example.given?.[effect]);
  }
  const parsed = parseConfig(node.config, example.config ?? {});
  if (!parsed.ok)
    throw new AisleError("node.definition-invalid", `${node.type}, “${example.title}”: ${parsed.issues[0]!.message}`);
  const { config } = parsed;
  const state = await node.prepare?.(config, ctx as never);
  const result = (await node.run(ctx as never, example.inputs as never, config, state)) as Record<string, unknown>;
  if (!("~fellBack" in result)) return { outputs: result, fellBack: undefined };
  return { outputs: result.outputs as Record<string, unknown>, fellBack: result["~fellBack"] as string };
}

function exampleCapability({ example }: CapabilityDefinition, given: unknown): unknown {
  if (example !== undefined) return example(given);
  const methods: Record<string, unknown> = {};
  for (const [method, answer] of Object.entries((given ?? {}) as object)) {
    methods[method] = typeof answer === "string" ? answer : () => answer;
  }
  return methods;
}
