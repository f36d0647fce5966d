import type { Plan, Step } from "@aisle/runtime/compile/plan";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { Preview } from "../previews/preview.ts";
import { previewOf } from "../previews/preview-value.ts";

/** The preview of every output that had a value, by `node.port`. */
export async function previewsOf(
  plan: Plan,
  registry: Registry,
  values: ReadonlyMap<string, unknown>,
  capabilities: ProcessCapabilities,
): Promise<{ readonly [portRef: string]: Preview }> {
  const previews: Record<string, Preview> = {};
  const lookUp = async (ids: readonly string[]) =>
    ids.length === 0 ? [] : ((await capabilities.products?.get(ids)) ?? []);
  for (const step of plan.steps) {
    const definition = registry.definitions.get(step.type)!;
    const inputs = productsInto(plan, step, registry, values);
    for (const { port } of step.outputs) {
      const ref = `${step.id}.${port}`;
      const value = values.get(ref);
      if (value !== undefined) previews[ref] = await previewOf(definition.outputs[port]!.type, value, inputs, lookUp);
    }
  }
  return previews;
}

/** The lists of products that came into a step. */
function productsInto(
  plan: Plan,
  step: Step,
  registry: Registry,
  values: ReadonlyMap<string, unknown>,
): readonly (readonly Product[])[] {
  const ports = registry.definitions.get(step.type)!.inputs;
  return step.inputs.flatMap((input) => {
    if (ports[input.port]?.type !== "Products") return [];
    return input.sources.flatMap((source) => {
      const from = plan.steps[source.step];
      const port = from?.outputs.find((output) => output.slot === source.slot)?.port;
      const value = from === undefined || port === undefined ? undefined : values.get(`${from.id}.${port}`);
      return Array.isArray(value) ? [value as readonly Product[]] : [];
    });
  });
}
