import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { graphColumns } from "../../graph-columns.ts";
import { nodeWidth } from "./graph-edits.ts";

const columnGap = 32;
const rowGap = 8;
const commonHeight = 152;
const laneGap = 84;
const left = 24;
const top = 44;

export interface LayoutOptions {
  /** Width that a lane may fill, in pixels at 100 %. */
  readonly width: number;
  /** Measured height of a node's card. */
  readonly heightOf: (id: string) => number;
}

/**
 * Lays a graph out like text: columns by distance from the start (longest path), broken into lanes that read left to
 * right and fit the width, so that a long pipeline needs no sideways scrolling at 100 %.
 */
export function layoutLanes(graph: Graph, options: LayoutOptions): ReadonlyMap<string, { x: number; y: number }> {
  const column = graphColumns(graph);
  // Cards of common heights count alike, so that ports of neighbours stand on one line.
  const heightOf = (id: string) => Math.max(commonHeight, options.heightOf(id));
  const step = nodeWidth + columnGap;
  const perLane = Math.max(2, Math.floor((options.width - left + columnGap) / step));
  const columns = Math.max(0, ...column.values()) + 1;
  // A lane break leaves lanes of near equal length, never a single column alone.
  const lanes = Math.ceil(columns / perLane);
  const length = Math.ceil(columns / lanes);

  const places = new Map<string, { x: number; y: number }>();
  let laneTop = top;
  for (let lane = 0; lane < lanes; lane++) {
    const stacks: string[][] = [];
    for (let at = 0; at < length; at++) {
      const wanted = lane * length + at;
      stacks.push(
        inWireOrder(
          graph,
          graph.nodes.map((node) => node.id).filter((id) => column.get(id) === wanted),
          places,
        ),
      );
    }
    const heights = stacks.map((ids) => ids.reduce((sum, id) => sum + heightOf(id) + rowGap, -rowGap));
    const tallest = Math.max(0, ...heights);
    stacks.forEach((ids, at) => {
      // Stacks stand in the middle of their lane, so that fans stay even and wires short.
      let y = laneTop + Math.max(0, (tallest - heights[at]!) / 2);
      for (const id of ids) {
        places.set(id, { x: left + at * step, y: Math.round(y / 8) * 8 });
        y += heightOf(id) + rowGap;
      }
    });
    laneTop += tallest + laneGap;
  }
  return places;
}

/** Orders a stack by the mean height of what feeds it (barycentre; Sugiyama et al. 1981). */
function inWireOrder(
  graph: Graph,
  ids: readonly string[],
  places: ReadonlyMap<string, { readonly y: number }>,
): string[] {
  const weight = (id: string) => {
    const feeding = graph.edges
      .filter((edge) => splitPort(edge.to).node === id)
      .map((edge) => places.get(splitPort(edge.from).node)?.y)
      .filter((y) => y !== undefined);
    return feeding.length === 0 ? 0 : feeding.reduce((sum, y) => sum + y, 0) / feeding.length;
  };
  return ids
    .map((id, at) => ({ id, at, weight: weight(id) }))
    .sort((a, b) => a.weight - b.weight || a.at - b.at)
    .map(({ id }) => id);
}

/** The moves of a tidy-up as one step of undo; `undefined` when everything stands where it should. */
export function tidyEdit(graph: Graph, options: LayoutOptions): Edit | undefined {
  const places = layoutLanes(graph, options);
  const edits: Edit[] = [];
  for (const node of graph.nodes) {
    const place = places.get(node.id);
    if (place === undefined || (place.x === node.position.x && place.y === node.position.y)) continue;
    edits.push({ do: "move-node", id: node.id, position: place });
  }
  return edits.length === 0 ? undefined : { do: "batch", title: "Tidy up", edits };
}
