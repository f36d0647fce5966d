import type { Graph } from "@aisle/runtime/graph/graph";
import { nodeWidth } from "../session/graph-edits.ts";
import { hiddenNodes } from "../session/shown-graph.ts";

const gap = 24;
/** As high as most cards are drawn. */
const usualHeight = 152;

/** The place nearest below `wanted` where a card covers no other. Heights are the usual ones by default. */
export function freeSpot(
  graph: Graph,
  target: { readonly x: number; readonly y: number },
  heightOf: (key: string) => number = () => usualHeight,
): { x: number; y: number } {
  const hidden = hiddenNodes(graph);
  const standing = [
    ...graph.nodes.filter(({ id }) => !hidden.has(id)),
    ...graph.groups.flatMap(({ id, collapsed, position }) =>
      collapsed === true && position !== undefined ? [{ id: `group:${id}`, position }] : [],
    ),
  ];
  const { x } = target;
  let { y } = target;
  const inTheWay = () =>
    standing.find(
      ({ id, position }) =>
        Math.abs(position.x - x) < nodeWidth + 8 && position.y < y + usualHeight && position.y + heightOf(id) > y - 8,
    );
  for (let other = inTheWay(); other !== undefined; other = inTheWay()) {
    y = other.position.y + heightOf(other.id) + gap;
  }
  return { x, y };
}
