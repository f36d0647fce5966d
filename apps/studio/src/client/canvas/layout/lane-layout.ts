import { splitPort } from "@aisle/runtime/graph/graph";
import { graphColumns } from "../../graph-columns.ts";
import { nodeWidth } from "../session/graph-edits.ts";
import type { CardGraph } from "./card-graph.ts";
import type { Layers } from "./elk-layers.ts";

const columnGap = 32;
const rowGap = 8;
const laneGap = 84;
/** Room between blocks of one row: the sides of two frames, and air. */
const blockGap = 64;
const left = 24;
const top = 44;
/** Cards of common heights count alike, so that ports of neighbours stand on one line. */
const commonHeight = 152;
/** More than three cards above one another push the rest of the graph out of the window. */
const tallestStack = 3;
/** A graph that would be higher than so many windows does not fit at 100 % anyway: it takes the window's shape. */
const maxWindows = 3;

export interface LayoutOptions {
  /** Width that a lane may fill, in pixels at 100 %. */
  readonly width: number;
  /** Height of the window: a graph of many windows gets wider lanes instead of a tower. */
  readonly height?: number;
  /** Measured height of a node's card. */
  readonly heightOf: (id: string) => number;
  /** Columns and their order, when something better than the longest way found them. */
  readonly layers?: Layers | undefined;
}

type Places = Map<string, { x: number; y: number }>;

/**
 * Lays a graph out like text: columns by distance from the start (longest path), broken into lanes that read left to
 * right and fit the width, so that a long pipeline needs no sideways scrolling at 100 %. Each group has lanes of its own.
 */
export function layoutLanes(graph: CardGraph, options: LayoutOptions): ReadonlyMap<string, { x: number; y: number }> {
  const places = lanesOfWidth(graph, options);
  const { width, height } = options;
  const tall = Math.max(0, ...[...places].map(([id, { y }]) => y + options.heightOf(id)));
  if (height === undefined || tall <= maxWindows * height) return places;
  return lanesOfWidth(graph, { ...options, width: Math.sqrt((width * tall * width) / height) });
}

function lanesOfWidth(graph: CardGraph, options: LayoutOptions): ReadonlyMap<string, { x: number; y: number }> {
  const places: Places = new Map();
  const columns = options.layers?.columns ?? graphColumns(graph);
  const row = { top, right: 0, bottom: 0 };
  for (const part of partsOf(graph, columns)) {
    const lanes = lanesOf(part.nodes, graph, columns, options);
    lanes.forEach((lane, at) => {
      const wide = lane.length * (nodeWidth + columnGap) - columnGap;
      // A titled lane starts again; a frame, or nodes of no group, may stand beside what is there.
      const beside = at === 0 && lanes.length === 1 && row.right > 0 && !part.titled;
      if (!beside || row.right + blockGap + wide > options.width) {
        if (row.right > 0) row.top = row.bottom + laneGap;
        row.right = 0;
      }
      const x = row.right === 0 ? left : row.right + blockGap;
      const bottom = placeLane(graph, lane, { x, y: row.top }, options, places);
      row.bottom = row.right === 0 ? bottom : Math.max(row.bottom, bottom);
      row.right = x + wide;
    });
  }
  return places;
}

interface Part {
  readonly nodes: readonly string[];
  /** It has a title above it and no frame around it. */
  readonly titled: boolean;
}

/** The groups, and the nodes without one, in reading order. */
function partsOf(graph: CardGraph, columns: ReadonlyMap<string, number>): readonly Part[] {
  const ids = graph.nodes.map((node) => node.id);
  const placed = new Set<string>();
  const groups = graph.groups.map((group) => ({
    nodes: group.nodes.filter((id) => ids.includes(id) && !placed.has(id) && placed.add(id)),
    titled: group.colour === undefined,
  }));
  const mean = (members: readonly string[]) =>
    members.reduce((sum, id) => sum + columns.get(id)!, 0) / Math.max(1, members.length);
  const loose = ids.filter((id) => !placed.has(id));
  return [{ nodes: loose, titled: false }, ...groups]
    .filter(({ nodes }) => nodes.length > 0)
    .sort((a, b) => mean(a.nodes) - mean(b.nodes));
}

/** A part's nodes as lanes of stacks. */
function lanesOf(
  part: readonly string[],
  graph: CardGraph,
  columns: ReadonlyMap<string, number>,
  { width, layers }: LayoutOptions,
): readonly (readonly (readonly string[])[])[] {
  const byColumn = new Map<number, string[]>();
  for (const { id } of graph.nodes) {
    if (part.includes(id)) byColumn.set(columns.get(id)!, [...(byColumn.get(columns.get(id)!) ?? []), id]);
  }
  const stacks: string[][] = [];
  for (const [, column] of [...byColumn].sort(([a], [b]) => a - b)) {
    // A tall column is cut where its order is known, so that neighbours stay together.
    const ids = layers === undefined ? column : inOrder(graph, column, new Map(), layers);
    const pieces = Math.ceil(ids.length / tallestStack);
    const size = Math.ceil(ids.length / pieces);
    for (let at = 0; at < ids.length; at += size) stacks.push(ids.slice(at, at + size));
  }
  const perLane = Math.max(2, Math.floor((width - left + columnGap) / (nodeWidth + columnGap)));
  // Lanes of near equal length: never a single column alone.
  const length = Math.ceil(stacks.length / Math.ceil(stacks.length / perLane));
  const lanes: string[][][] = [];
  for (let at = 0; at < stacks.length; at += length) lanes.push(stacks.slice(at, at + length));
  return lanes;
}

/** Places one lane and returns where it ends. */
function placeLane(
  graph: CardGraph,
  lane: readonly (readonly string[])[],
  corner: { readonly x: number; readonly y: number },
  options: LayoutOptions,
  places: Places,
): number {
  const heightOf = (id: string) => Math.max(commonHeight, options.heightOf(id));
  const heights = lane.map((ids) => ids.reduce((sum, id) => sum + heightOf(id) + rowGap, -rowGap));
  const tallest = Math.max(0, ...heights);
  lane.forEach((ids, at) => {
    // Stacks stand in the middle of their lane, so that fans stay even and wires short.
    let y = corner.y + (tallest - heights[at]!) / 2;
    for (const id of inOrder(graph, ids, places, options.layers)) {
      places.set(id, { x: corner.x + at * (nodeWidth + columnGap), y: Math.round(y / 8) * 8 });
      y += heightOf(id) + rowGap;
    }
  });
  return corner.y + tallest;
}

function inOrder(
  graph: CardGraph,
  ids: readonly string[],
  places: Places,
  layers: Layers | undefined,
): readonly string[] {
  if (layers === undefined) return inWireOrder(graph, ids, places);
  return ids.toSorted((a, b) => (layers.order.get(a) ?? 0) - (layers.order.get(b) ?? 0));
}

/** Orders a stack by the mean height of what feeds it (barycentre; Sugiyama et al. 1981). */
function inWireOrder(graph: CardGraph, ids: readonly string[], places: Places): string[] {
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
