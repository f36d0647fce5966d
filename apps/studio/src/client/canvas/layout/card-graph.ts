import type { Graph } from "@aisle/runtime/graph/graph";
import { itemKey } from "../session/canvas-item.ts";
import { hiddenNodes, shownWires } from "../session/shown-graph.ts";

/** A graph of the cards that are drawn, by their keys: what is inside a collapsed group stands as that group's card. */
export interface CardGraph {
  readonly nodes: readonly { readonly id: string }[];
  /** `key.port` at both ends. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Those that are not collapsed; one with a colour is framed, one without is a titled lane. */
  readonly groups: readonly { readonly nodes: readonly string[]; readonly colour?: string | undefined }[];
}

export function cardGraph(graph: Graph): CardGraph {
  const hidden = hiddenNodes(graph);
  const collapsed = graph.groups.filter((group) => group.collapsed === true && group.nodes.length > 0);
  return {
    nodes: [
      ...graph.nodes.filter(({ id }) => !hidden.has(id)).map(({ id }) => ({ id })),
      ...collapsed.map(({ id }) => ({ id: itemKey("group", id) })),
    ],
    edges: shownWires(graph, hidden).map(({ from, to }) => ({
      from: `${from.key}.${from.port}`,
      to: `${to.key}.${to.port}`,
    })),
    groups: graph.groups.filter((group) => group.collapsed !== true),
  };
}
