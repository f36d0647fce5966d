import type { Graph } from "@aisle/runtime/graph/graph";
import { itemKey, itemOf } from "../session/canvas-item.ts";
import { hiddenNodes } from "../session/shown-graph.ts";

/** Where something stands on the canvas, and how large it is drawn. */
export interface ItemBox {
  readonly key: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The size that a card is drawn in, by its key. */
export type SizeOf = (key: string) => { readonly width: number; readonly height: number };

/** The boxes of cards, notes and collapsed groups among the keys, in the graph's order. Frames have none of their own. */
export function boxesOfItems(graph: Graph, keys: ReadonlySet<string>, sizeOf: SizeOf): readonly ItemBox[] {
  const hidden = hiddenNodes(graph);
  const standing = [
    ...graph.nodes.filter(({ id }) => !hidden.has(id)).map(({ id, position }) => ({ key: id, position })),
    ...graph.groups.flatMap(({ id, collapsed, position }) =>
      collapsed === true && position !== undefined ? [{ key: itemKey("group", id), position }] : [],
    ),
    ...graph.notes.map(({ id, position }) => ({ key: itemKey("note", id), position })),
  ];
  return standing
    .filter(({ key }) => keys.has(key))
    .map(({ key, position }) => ({ key, left: position.x, top: position.y, ...sizeOf(key) }));
}

/** The top left of a group's members as they stand in the graph; `undefined` for a group of none. */
export function cornerOf(
  graph: Pick<Graph, "nodes">,
  members: readonly string[],
): { x: number; y: number } | undefined {
  const places = graph.nodes.filter(({ id }) => members.includes(id)).map(({ position }) => position);
  if (places.length === 0) return undefined;
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

/** All nodes that some keys stand for: nodes themselves, and the members of groups. */
export function nodesOfKeys(graph: Graph, keys: Iterable<string>): ReadonlySet<string> {
  const nodes = new Set<string>();
  for (const key of keys) {
    const { kind, id } = itemOf(key);
    if (kind === "node") nodes.add(id);
    if (kind === "group")
      for (const member of graph.groups.find((group) => group.id === id)?.nodes ?? []) nodes.add(member);
  }
  return nodes;
}
