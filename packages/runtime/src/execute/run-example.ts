import type { JsonObject } from "../json.ts";
import type { NodeDefinition, NodeExample } from "../node-sdk/define-node.ts";
import { expressionBudget } from "../node-sdk/expression-budget.ts";

/** What an example gave: outputs by port, and the reason when the node fell back. */
export interface ExampleRun {
  readonly outputs: { readonly [port: string]: unknown };
  readonly fellBack: string | undefined;
}

/**
 * Runs a node on one of its examples: capabilities answer what the example gives, in the words of the capability's methods;
 * `clock` and `random` are plain numbers, `request` is the body.
 */
export async function runExample(node: NodeDefinition, example: NodeExample): Promise<ExampleRun> {
  const ctx: Record<string, unknown> = { self: "this" };
  for (const effect of node.effects) ctx[effect] = exampleCapability(effect, example.given?.[effect]);
  const config = node.config.parse(example.config ?? {}) as JsonObject;
  const state = await node.prepare?.(config, ctx as never);
  const result = (await node.run(ctx as never, example.inputs as never, config, state)) as Record<string, unknown>;
  if (!("~fellBack" in result)) return { outputs: result, fellBack: undefined };
  return { outputs: result.outputs as Record<string, unknown>, fellBack: result["~fellBack"] as string };
}

function exampleCapability(effect: string, given: unknown): unknown {
  if (effect === "clock") return { now: () => given };
  if (effect === "random") return { next: () => given };
  if (effect === "budget") return expressionBudget();
  if (effect === "patterns") return undefined;
  if (effect === "log") return { note: () => undefined };
  if (effect === "request") return { body: given };
  if (effect === "signal") return new AbortController().signal;
  const methods: Record<string, unknown> = {};
  for (const [name, answer] of Object.entries((given ?? {}) as object)) {
    methods[name] = typeof answer === "string" ? answer : () => answer;
  }
  return methods;
}
