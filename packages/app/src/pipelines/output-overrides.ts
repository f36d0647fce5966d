import { canonicalJson } from "@aisle/runtime/canonical-json";
import type { Plan } from "@aisle/runtime/compile/plan";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { staleNodes } from "@aisle/runtime/graph/stale-nodes";
import type { JsonObject } from "@aisle/runtime/json";
import { readPortJson } from "@aisle/runtime/node-sdk/port-value";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { StoredRun } from "./run-memory.ts";

/** Outputs that a preview run need not make, and where each came from. */
export interface OutputOverrides {
  readonly values: ReadonlyMap<string, unknown>;
  readonly pinned: ReadonlySet<string>;
  /** Nodes whose outputs of an earlier run are used again. */
  readonly reused: ReadonlySet<string>;
  /** What could not be given, in words. */
  readonly notes: readonly { readonly node: string; readonly message: string }[];
}

/** The values pinned in a draft. A pin that no longer fits its port is skipped and reported. */
export function pinnedOutputs(graph: Graph, registry: Registry): OutputOverrides {
  const values = new Map<string, unknown>();
  const notes: { node: string; message: string }[] = [];
  const types = new Map(graph.nodes.map((node) => [node.id, node.type]));
  for (const pin of graph.pins ?? []) {
    const { node, port } = splitPort(pin.port);
    const type = registry.manifests.get(types.get(node) ?? "")?.outputs[port]?.type;
    if (type === undefined) continue;
    const read = readPortJson(type, pin.value);
    if (read.ok) values.set(pin.port, read.value);
    else notes.push({ node, message: `The pinned sample is not used. ${read.reason}` });
  }
  return { values, pinned: new Set(values.keys()), reused: new Set(), notes };
}

/**
 * What a run from `from` on takes over from an earlier run: the outputs of all steps but that node and those after it, as long
 * as they answered the same request and neither they nor what stands before them changed since. Pins come before both.
 */
export function reusedOutputs(
  pins: OutputOverrides,
  plan: Plan,
  graph: Graph,
  earlierRun: StoredRun | undefined,
  request: JsonObject,
  from: string,
): OutputOverrides {
  if (earlierRun === undefined) return withNote(pins, from, "Nothing was reused: the earlier run is no longer stored.");
  if (canonicalJson(earlierRun.request) !== canonicalJson(request))
    return withNote(pins, from, "Nothing was reused: the earlier run was of another request.");
  const stale = staleNodes(earlierRun.graph, graph);
  const again = nodesFrom(plan, from);
  // What was skipped or failed then may do better now.
  const ran = new Set(
    earlierRun.steps.filter(({ outcome }) => outcome === "ran" || outcome === "fell-back").map((step) => step.node),
  );
  const values = new Map(pins.values);
  const reused = new Set<string>();
  for (const step of plan.steps) {
    if (again.has(step.id) || stale.has(step.id) || !ran.has(step.id)) continue;
    reused.add(step.id);
    for (const { port } of step.outputs) {
      const ref = `${step.id}.${port}`;
      if (!values.has(ref)) values.set(ref, earlierRun.values.get(ref));
    }
  }
  return { ...pins, values, reused };
}

function withNote(pins: OutputOverrides, node: string, message: string): OutputOverrides {
  return { ...pins, notes: [...pins.notes, { node, message }] };
}

function nodesFrom(plan: Plan, from: string): ReadonlySet<string> {
  const found = new Set<number>(plan.steps.filter((step) => step.id === from).map((step) => step.index));
  // A set is walked in the order in which it grows.
  for (const index of found) for (const to of plan.steps[index]!.dependents) found.add(to);
  return new Set([...found].map((index) => plan.steps[index]!.id));
}
