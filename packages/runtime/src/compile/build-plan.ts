import { type Graph, splitPort } from "../graph/graph.ts";
import { edgesIntoPort } from "../graph/graph-index.ts";
import type { JsonObject } from "../json.ts";
import type { PortSpec, PortTypeName } from "../node-sdk/port-type.ts";
import type { ConfiguredNode } from "./configure-nodes.ts";
import { orderNodes } from "./order-nodes.ts";
import type { Plan, Step, StepInput } from "./plan.ts";

type Draft = { -readonly [K in keyof Step]: Step[K] };

/** Lays valid, configured graph nodes out as steps in topological order with numbered slots. `keep` holds the ids that stay. */
export function buildPlan(
  graph: Graph,
  configured: ReadonlyMap<string, ConfiguredNode>,
  planned: ReadonlySet<string>,
  made: Pick<Plan, "planId" | "facts">,
): Plan {
  const ids = orderNodes(graph).order.filter((id) => planned.has(id) && configured.has(id));
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const slots = new Map<string, number>();
  for (const id of ids) {
    for (const port of Object.keys(configured.get(id)!.definition.outputs)) slots.set(`${id}.${port}`, slots.size);
  }
  const steps = ids.map((id, index): Draft => draftStep(graph, configured.get(id)!, index, indexOf, slots, configured));
  for (const step of steps) {
    const feeds = step.inputs.flatMap((input) => input.sources.map((source) => source.step));
    for (const from of new Set(feeds)) {
      (steps[from]!.dependents as number[]).push(step.index);
    }
  }
  markEager(steps);
  const trigger = ids.map((id) => configured.get(id)!).find((node) => node.definition.role === "trigger");
  const shopperField = trigger?.config.shopperField;
  return {
    ...made,
    steps,
    slotCount: slots.size,
    constants: [],
    answer: steps.findIndex((step) => configured.get(step.id)!.definition.role === "answer"),
    ...(typeof shopperField === "string" && shopperField !== "" ? { shopperField } : {}),
    requestSchema: (trigger?.config.requestSchema as JsonObject | undefined) ?? { type: "object" },
    dropped: graph.nodes.map((node) => node.id).filter((id) => !indexOf.has(id)),
  };
}

function draftStep(
  graph: Graph,
  { node, definition, config, state, capabilities }: ConfiguredNode,
  index: number,
  indexOf: ReadonlyMap<string, number>,
  slots: ReadonlyMap<string, number>,
  configured: ReadonlyMap<string, ConfiguredNode>,
): Draft {
  const inputs = Object.entries(definition.inputs).map(([port, spec]): StepInput => {
    const wires = edgesIntoPort(graph, `${node.id}.${port}`).filter((edge) => slots.has(edge.from));
    const sources = wires.map((edge) => {
      const from = splitPort(edge.from);
      const type = configured.get(from.node)!.definition.outputs[from.port]!.type;
      return { slot: slots.get(edge.from)!, step: indexOf.get(from.node)!, wrap: needsWrap(type, spec) };
    });
    const { arity, min = 1, ifNothing } = spec;
    return { port, arity, min, ...(ifNothing === undefined ? {} : { ifNothing }), sources };
  });
  const isFirst = definition.role === "first";
  const feeds = [...new Set(inputs.flatMap((input) => input.sources.map((source) => source.step)))];
  return {
    index,
    id: node.id,
    type: definition.type,
    title: node.title ?? definition.title,
    run: definition.run,
    config,
    state,
    capabilities,
    inputs,
    outputs: Object.keys(definition.outputs).map((port) => ({ port, slot: slots.get(`${node.id}.${port}`)! })),
    dependents: [],
    waitsFor: isFirst ? [] : feeds,
    lazy: isFirst ? inputs.flatMap((input) => input.sources.map((source) => source.step)) : undefined,
    eager: true,
    onFailure: node.onFailure ?? { do: "fail" },
    timeoutMs: node.timeoutMs,
  };
}

const needsWrap = (from: PortTypeName, to: PortSpec) => from === "Product" && to.type === "Products";

/** A step is eager unless every way from it leads through the second or a later wire of `logic.first`. */
function markEager(steps: readonly Draft[]): void {
  for (const step of steps) step.eager = step.dependents.length === 0;
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!;
    if (!step.eager) continue;
    // The first wire of `logic.first` is needed as soon as the step itself is.
    const needed = step.lazy === undefined ? step.waitsFor : step.lazy.slice(0, 1);
    for (const from of needed) steps[from]!.eager = true;
  }
}
