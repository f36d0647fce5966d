import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { itemOf } from "../session/canvas-item.ts";

/** Something on the canvas, and by how much it moves. */
export interface ItemMove {
  readonly key: string;
  readonly dx: number;
  readonly dy: number;
}

/** Moves things as one step of undo. A frame takes its members along; what is named itself moves once. */
export function moveItems(graph: Graph, moves: readonly ItemMove[], title = "Move"): Edit | undefined {
  const byNode = new Map<string, ItemMove>();
  const edits: Edit[] = [];
  for (const move of moves) {
    const { kind, id } = itemOf(move.key);
    if (kind === "node") byNode.set(id, move);
    const note = kind === "note" ? graph.notes.find((one) => one.id === id) : undefined;
    if (note !== undefined && isMove(move)) {
      edits.push({ do: "change-note", id, set: { position: moved(note.position, move) } });
    }
    const group = kind === "group" ? graph.groups.find((one) => one.id === id) : undefined;
    if (group?.collapsed === true && group.position !== undefined && isMove(move)) {
      edits.push({ do: "change-group", id, set: { position: moved(group.position, move) } });
    } else if (group !== undefined && group.collapsed !== true) {
      for (const member of group.nodes) if (!byNode.has(member)) byNode.set(member, move);
    }
  }
  for (const node of graph.nodes) {
    const move = byNode.get(node.id);
    if (move !== undefined && isMove(move)) {
      edits.push({ do: "move-node", id: node.id, position: moved(node.position, move) });
    }
  }
  return oneEdit(edits, title);
}

const isMove = ({ dx, dy }: ItemMove) => dx !== 0 || dy !== 0;
const moved = ({ x, y }: { x: number; y: number }, { dx, dy }: ItemMove) => ({ x: x + dx, y: y + dy });

/** Several edits as one batch, one alone as itself, none as nothing. */
export function oneEdit(edits: readonly Edit[], title: string): Edit | undefined {
  const [only] = edits;
  if (only === undefined) return undefined;
  return edits.length === 1 ? only : { do: "batch", title, edits };
}
