import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphGroup, groupColours } from "@aisle/runtime/graph/graph";
import { newId } from "../session/graph-edits.ts";
import { cornerOf } from "./item-box.ts";
import { oneEdit } from "./move-items.ts";

/** Puts nodes into a new framed group; they leave the groups that they were in, and one left empty goes. */
export function groupNodes(
  graph: Graph,
  nodes: ReadonlySet<string>,
): { readonly edit: Edit; readonly id: string } | undefined {
  const members = graph.nodes.filter(({ id }) => nodes.has(id)).map(({ id }) => id);
  if (members.length === 0) return undefined;
  const edits: Edit[] = [];
  for (const id of members) {
    if (graph.groups.some((group) => group.nodes.includes(id)))
      edits.push({ do: "set-membership", node: id, groups: [] });
  }
  for (const group of graph.groups) {
    if (group.nodes.length > 0 && group.nodes.every((id) => nodes.has(id)))
      edits.push({ do: "remove-group", id: group.id });
  }
  const id = newId("group");
  const colour = groupColours[graph.groups.length % groupColours.length]!;
  edits.push({ do: "put-group", group: { id, title: freeTitle(graph), nodes: members, colour } });
  return { edit: oneEdit(edits, "Group")!, id };
}

function freeTitle(graph: Graph): string {
  const taken = new Set(graph.groups.map(({ title }) => title));
  for (let number = 1; ; number++) if (!taken.has(`Group ${number}`)) return `Group ${number}`;
}

/** Takes groups away and leaves their nodes; those of a collapsed one come out where its card stands. */
export function ungroup(graph: Graph, groups: readonly GraphGroup[]): Edit | undefined {
  const edits = groups.flatMap((group): Edit[] => [
    ...(group.collapsed === true ? comeOut(graph, group) : []),
    { do: "remove-group", id: group.id },
  ]);
  return oneEdit(edits, "Ungroup");
}

/** Shows a group as one card at the top left of its members. */
export function collapseGroup(graph: Graph, group: GraphGroup): Edit | undefined {
  const position = cornerOf(graph, group.nodes);
  if (position === undefined || group.collapsed === true) return undefined;
  return { do: "change-group", id: group.id, set: { collapsed: true, position } };
}

/** Shows a collapsed group's members again, moved by as much as the card was meanwhile. */
export function expandGroup(graph: Graph, group: GraphGroup): Edit | undefined {
  if (group.collapsed !== true) return undefined;
  const shown: Edit = { do: "change-group", id: group.id, set: { collapsed: false, position: null } };
  return oneEdit([shown, ...comeOut(graph, group)], "Expand a group");
}

function comeOut(graph: Graph, group: GraphGroup): Edit[] {
  const corner = cornerOf(graph, group.nodes);
  if (corner === undefined || group.position === undefined) return [];
  const dx = group.position.x - corner.x;
  const dy = group.position.y - corner.y;
  if (dx === 0 && dy === 0) return [];
  return graph.nodes
    .filter(({ id }) => group.nodes.includes(id))
    .map(({ id, position }) => ({ do: "move-node", id, position: { x: position.x + dx, y: position.y + dy } }));
}
