import { orderNodes } from "@aisle/runtime/compile/order-nodes";
import type { Graph } from "@aisle/runtime/graph/graph";
import { itemKey } from "./canvas-item.ts";
import { hiddenNodes } from "./shown-graph.ts";

/** Keys of what can be focused, in the order of the Tab key: cards along the wires, then frames, then notes. */
export function tabOrder(graph: Graph): readonly string[] {
  const { order, cyclic } = orderNodes(graph);
  const hidden = hiddenNodes(graph);
  const cards = [...order, ...cyclic].map((id) => {
    const group = hidden.get(id);
    return group === undefined ? id : itemKey("group", group.id);
  });
  const groups = graph.groups.filter((group) => group.nodes.length > 0).map(({ id }) => itemKey("group", id));
  return [...new Set([...cards, ...groups, ...graph.notes.map(({ id }) => itemKey("note", id))])];
}

/** What comes after (or before) in the order of the Tab key; `undefined` past either end. */
export function nextInTabOrder(graph: Graph, key: string, step: 1 | -1): string | undefined {
  const order = tabOrder(graph);
  const at = order.indexOf(key);
  return at < 0 ? undefined : order[at + step];
}
