import type { Graph } from "@aisle/runtime/graph/graph";
import { cornerOf } from "./item-box.ts";

/** Room that a frame leaves around its members; its title stands in the room above them. */
export const frameRoom = { side: 16, top: 40 } as const;
/** How far above its lane a title stands. */
export const laneRise = 28;

/** Where the frame or the lane's title of a group stands; `undefined` for a group of none. */
export function framePlace(graph: Pick<Graph, "nodes" | "groups">, id: string): { x: number; y: number } | undefined {
  const group = graph.groups.find((candidate) => candidate.id === id);
  const corner = group === undefined ? undefined : cornerOf(graph, group.nodes);
  if (group === undefined || corner === undefined) return undefined;
  if (group.colour !== undefined) return { x: corner.x - frameRoom.side, y: corner.y - frameRoom.top };
  // The left-most column of the upper lane: a group that was torn apart keeps its title above one of its nodes.
  const upper = graph.nodes.filter((node) => group.nodes.includes(node.id) && node.position.y < corner.y + 200);
  return { x: Math.min(...upper.map((node) => node.position.x)), y: corner.y - laneRise };
}
