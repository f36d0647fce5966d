import type { Graph, GraphNode } from "@aisle/runtime/graph/graph";
import { splitPort } from "@aisle/runtime/graph/graph";

/** What a node's result hangs on, apart from the data that its wires bring. */
const settingsOf = (node: GraphNode) =>
  JSON.stringify([node.type, node.version, node.config, node.onFailure ?? null, node.timeoutMs ?? null]);

/** A pin is identified by when it was made: its value may be large. */
const pinsOf = (graph: Graph) => {
  const pins = new Map<string, string>();
  for (const { port, at } of graph.pins ?? []) {
    const { node } = splitPort(port);
    pins.set(node, `${pins.get(node) ?? ""} ${port} ${at}`);
  }
  return pins;
};

const wiresInto = (graph: Graph) => {
  const into = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    const { node, port } = splitPort(to);
    into.set(node, [...(into.get(node) ?? []), `${port}<${from}`]);
  }
  return into;
};

/**
 * The nodes whose last result no longer shows what they would give: their settings, wires or pins changed since the
 * run, or those of a node before them. Moving, renaming and grouping change nothing.
 */
export function staleNodes(ran: Graph, now: Graph): ReadonlySet<string> {
  const stale = new Set<string>();
  if (ran === now) return stale;
  const before = new Map(ran.nodes.map((node) => [node.id, node]));
  const wiresBefore = wiresInto(ran);
  const wires = wiresInto(now);
  const pinsBefore = pinsOf(ran);
  const pins = pinsOf(now);
  for (const node of now.nodes) {
    const old = before.get(node.id);
    const same =
      old !== undefined &&
      (old === node || settingsOf(old) === settingsOf(node)) &&
      pinsBefore.get(node.id) === pins.get(node.id) &&
      (wiresBefore.get(node.id) ?? []).join() === (wires.get(node.id) ?? []).join();
    if (!same) stale.add(node.id);
  }
  const after = new Map<string, string[]>();
  for (const { from, to } of now.edges) {
    const { node } = splitPort(from);
    after.set(node, [...(after.get(node) ?? []), splitPort(to).node]);
  }
  // A set is walked in the order in which it grows, so what is added here is visited too; a cycle ends by itself.
  for (const id of stale) for (const next of after.get(id) ?? []) stale.add(next);
  return stale;
}
