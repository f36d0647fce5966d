import type { Step } from "@aisle/runtime/compile/plan";
import { execute } from "@aisle/runtime/execute/execute";
import type { JsonObject } from "@aisle/runtime/json";
import { builtInCapabilities } from "@aisle/runtime/node-sdk/capabilities/built-in-capabilities";
import { defineCapability, type ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { parseConfig } from "@aisle/runtime/node-sdk/config-schema";
import { defineNode, type NodeDefinition, type NodeExample } from "@aisle/runtime/node-sdk/define-node";
import { capabilitiesOf, makeRegistry } from "@aisle/runtime/node-sdk/registry";
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { builtInNodes } from "./built-in-nodes.ts";

/** A capability and a node that act, to see that the adapters below notice it. */
declare module "@aisle/runtime/node-sdk/capabilities/capability" {
  interface CapabilityMap {
    readonly deed: { do(): void };
  }
}
const deed = defineCapability<"deed">({
  name: "deed",
  scope: "process",
  kind: "act",
  summary: "For tests.",
  bind: (adapter) => adapter,
  rehearse: ({ record }) => ({ do: () => record({ summary: "do it", details: null }) }),
});
const doer = defineNode({
  type: "test.doer",
  version: 1,
  title: "Doer",
  summary: "For tests.",
  icon: "point",
  inputs: {},
  outputs: {},
  config: z.object({}),
  effects: ["deed"],
  migrations: {},
  run: (ctx) => {
    ctx.deed.do();
    return {};
  },
  examples: [{ title: "Does it", inputs: {}, outputs: {} }],
});

const nodes = [...builtInNodes, doer];
const capabilities = [...builtInCapabilities, deed];
const registry = makeRegistry(nodes, [deed]);

/** Adapters that answer what the example gives, and note every call of one that acts. */
function adaptersOf(example: NodeExample, acted: string[]): ProcessCapabilities {
  const adapters: Record<string, unknown> = {};
  for (const { name, scope, kind } of capabilities) {
    if (scope === "run" || name === "patterns") continue;
    const given = (example.given?.[name] ?? {}) as Record<string, unknown>;
    adapters[name] = new Proxy(given, {
      get: (_target, method) => {
        const answer = given[String(method)];
        if (kind === "read") return typeof answer === "string" ? answer : () => answer;
        return () => void acted.push(`${name}.${String(method)}`);
      },
    });
  }
  return adapters as ProcessCapabilities;
}

/** A plan of one step whose inputs are given. */
async function planOf(definition: NodeDefinition, example: NodeExample, capabilities: ProcessCapabilities) {
  const parsed = parseConfig(definition.config, example.config ?? {});
  if (!parsed.ok) throw new Error(parsed.issues[0]!.message);
  const { config } = parsed;
  const inputs = Object.entries(definition.inputs).map(([port, { arity, min }], at) => {
    const value = example.inputs[port];
    const many = arity === "many" ? (value as readonly unknown[]) : [value];
    return { port, arity, min: min ?? 1, values: many.map((one, index) => ({ slot: at * 100 + index, one })) };
  });
  const ctx = { self: "this", ...capabilities };
  const step: Step = {
    index: 0,
    id: "this",
    type: definition.type,
    title: definition.title,
    run: definition.run,
    config,
    state: await definition.prepare?.(config, ctx as never),
    capabilities: capabilitiesOf(registry, definition),
    inputs: inputs.map(({ port, arity, min, values }) => ({
      port,
      arity,
      min,
      sources: values.map(({ slot }) => ({ slot, step: -1, wrap: false })),
    })),
    outputs: Object.keys(definition.outputs).map((port, at) => ({ port, slot: 10_000 + at })),
    dependents: [],
    waitsFor: [],
    lazy: undefined,
    eager: true,
    onFailure: { do: "fail" },
    timeoutMs: undefined,
  };
  const constants = inputs.flatMap(({ values }) => values.map(({ slot, one }) => ({ slot, value: one })));
  return {
    planId: "test",
    facts: {},
    steps: [step],
    slotCount: 11_000,
    constants,
    answer: -1,
    requestSchema: {},
    dropped: [],
  };
}

it("lets no node act in a rehearsal, whatever it is asked", async () => {
  const worked = nodes.flatMap((node) => node.examples.map((example) => ({ node, example })));
  expect(worked.length).toBeGreaterThan(20);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...worked), fc.object(), fc.integer(), async ({ node, example }, body, seed) => {
      const acted: string[] = [];
      const adapters = adaptersOf(example, acted);
      const plan = await planOf(node, example, adapters);
      await execute(plan, body as JsonObject, { mode: "rehearsal", capabilities: adapters, seed });
      expect(acted).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("would notice one that does: the same node acts in a live run", async () => {
  const acted: string[] = [];
  const adapters = adaptersOf(doer.examples[0]!, acted);
  const plan = await planOf(doer, doer.examples[0]!, adapters);
  await execute(plan, {}, { mode: "live", capabilities: adapters });
  expect(acted).toEqual(["deed.do"]);
});
