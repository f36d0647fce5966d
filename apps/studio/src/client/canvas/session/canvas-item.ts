/** What stands on the canvas under one key: a node by its id, a note or a group by its id behind a prefix. */
export interface CanvasItem {
  readonly kind: "node" | "note" | "group";
  readonly id: string;
}

/** The key of a note or group on the canvas; a node's key is its id, which holds no colon. */
export function itemKey(kind: "note" | "group", id: string): string {
  return `${kind}:${id}`;
}

export function itemOf(key: string): CanvasItem {
  if (key.startsWith("note:")) return { kind: "note", id: key.slice(5) };
  if (key.startsWith("group:")) return { kind: "group", id: key.slice(6) };
  return { kind: "node", id: key };
}
