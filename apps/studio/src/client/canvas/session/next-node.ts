import { orderNodes } from "@aisle/runtime/compile/order-nodes";
import type { Graph } from "@aisle/runtime/graph/graph";

/** The node after (or before) another along the wires; `undefined` past either end. */
export function nextNode(graph: Graph, id: string, step: 1 | -1): string | undefined {
  const { order, cyclic } = orderNodes(graph);
  const all = [...order, ...cyclic];
  return all[all.indexOf(id) + step];
}
