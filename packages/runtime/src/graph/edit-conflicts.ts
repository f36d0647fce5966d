import { type Edit, touchedKeys } from "./edit.ts";
import { splitPort } from "./graph.ts";

/** Kinds of keys that name a part of a node: `field:<node>:<path>` lies within `node:<node>`. */
const partsOfNodes: ReadonlySet<string> = new Set(["field", "title", "failure", "limit", "version", "position", "pin"]);

/** What an edit touches, as paths from the outside in: a node's setting lies within the node, a row within its list. */
function touchedPaths(edit: Edit): readonly string[] {
  switch (edit.do) {
    case "batch":
      return edit.edits.flatMap(touchedPaths);
    case "add-edge":
      // An edge belongs to both its nodes: with one of them it would go.
      return [
        `edge:${edit.edge.id}`,
        ...[edit.edge.from, edit.edge.to].map((ref) => `node:${splitPort(ref).node}:edge:${edit.edge.id}`),
      ];
    case "upgrade-node":
      return [`node:${edit.node}:version`, `node:${edit.node}:field`];
    case "set-membership":
      return [`node:${edit.node}:membership`, ...edit.groups.map(({ id }) => `group:${id}:member:${edit.node}`)];
    case "put-group":
      return [`group:${edit.group.id}`, ...edit.group.nodes.map((id) => `node:${id}:group:${edit.group.id}`)];
    case "name-group-port":
      return [...touchedKeys(edit), `node:${splitPort(edit.port).node}:group:${edit.group}`];
    case "put-pin":
      return pinPath(edit.pin.port);
    case "remove-pin":
      return pinPath(edit.port);
    default:
      return touchedKeys(edit).map(withinNode);
  }
}

function pinPath(ref: string): readonly string[] {
  const { node, port } = splitPort(ref);
  return [`node:${node}:pin:${port}`];
}

/** `title:<node>` → `node:<node>:title`. */
function withinNode(key: string): string {
  const [kind = "", node = "", ...rest] = key.split(":");
  return partsOfNodes.has(kind) ? ["node", node, kind, ...rest].join(":") : key;
}

/** Every path that a path lies within, itself included. */
function* prefixes(path: string): Iterable<string> {
  for (let at = 0; at < path.length; at++) if (path[at] === ":" || path[at] === ".") yield path.slice(0, at);
  yield path;
}

/**
 * Says whether an edit conflicts with any of the others: one touches what the other touches, something within it, or something
 * around it. Setting a row conflicts with setting its list, and removing a node with whatever was changed on it.
 */
export function conflictsWith(others: Iterable<Edit>): (edit: Edit) => boolean {
  const touched = new Set<string>();
  const around = new Set<string>();
  for (const other of others) {
    for (const path of touchedPaths(other)) {
      touched.add(path);
      for (const prefix of prefixes(path)) around.add(prefix);
    }
  }
  return (edit) =>
    touched.size > 0 &&
    touchedPaths(edit).some((path) => around.has(path) || [...prefixes(path)].some((prefix) => touched.has(prefix)));
}
