import type { Edit, GroupMembership } from "./edit.ts";
import type { EditResult } from "./edit-result.ts";
import { type Graph, type GraphGroup, type GroupPorts, splitPort } from "./graph.ts";

type EditOf<D extends Edit["do"]> = Extract<Edit, { do: D }>;

const refuse = (reason: string): EditResult => ({ ok: false, reason });

/** The same group with only what belongs to it: members that are in the graph, and named ports of members. */
export function pruneGroup(group: GraphGroup, isMember: (node: string) => boolean): GraphGroup {
  const nodes = group.nodes.filter((id, at) => isMember(id) && group.nodes.indexOf(id) === at);
  return withPorts({ ...group, nodes }, group.ports ?? noPorts, (node) => nodes.includes(node));
}

const noPorts: GroupPorts = { inputs: {}, outputs: {} };

function withPorts(group: GraphGroup, ports: GroupPorts, belongsTo: (node: string) => boolean): GraphGroup {
  const { ports: _before, ...rest } = group;
  const pick = (names: GroupPorts["inputs"], includes: (node: string) => boolean) =>
    Object.fromEntries(Object.entries(names).filter(([ref]) => includes(splitPort(ref).node)));
  const inputs = pick(ports.inputs, belongsTo);
  const outputs = pick(ports.outputs, belongsTo);
  const none = Object.keys(inputs).length + Object.keys(outputs).length === 0;
  return none ? rest : { ...rest, ports: { inputs, outputs } };
}

/** Which groups a node is in, at which place, with the names of its ports there. */
export function membershipsOf(graph: Graph, node: string): readonly GroupMembership[] {
  return graph.groups.flatMap((group) => {
    const at = group.nodes.indexOf(node);
    if (at < 0) return [];
    const own = withPorts(group, group.ports ?? noPorts, (of) => of === node).ports;
    return [{ id: group.id, at, ...(own === undefined ? {} : { ports: own }) }];
  });
}

/** The groups without a node, its named ports gone with it. */
export function withoutMember(groups: readonly GraphGroup[], node: string): GraphGroup[] {
  return groups.map((group) => {
    if (!group.nodes.includes(node)) return group;
    const nodes = group.nodes.filter((id) => id !== node);
    return withPorts({ ...group, nodes }, group.ports ?? noPorts, (of) => of !== node);
  });
}

/** Moves a node into groups and out of the others. A group that someone ungrouped meanwhile takes nobody in. */
export function setMembership(graph: Graph, edit: EditOf<"set-membership">): EditResult {
  const { node } = edit;
  if (!graph.nodes.some(({ id }) => id === node)) return refuse(`the node ${node} is gone`);
  const inverse: Edit = { do: "set-membership", node, groups: membershipsOf(graph, node) };
  const groups = withoutMember(graph.groups, node).map((group) => {
    const joined = edit.groups.find(({ id }) => id === group.id);
    if (joined === undefined) return group;
    const nodes = group.nodes.toSpliced(joined.at ?? group.nodes.length, 0, node);
    const ports: GroupPorts = {
      inputs: { ...group.ports?.inputs, ...joined.ports?.inputs },
      outputs: { ...group.ports?.outputs, ...joined.ports?.outputs },
    };
    return withPorts({ ...group, nodes }, ports, (of) => nodes.includes(of));
  });
  return { ok: true, graph: { ...graph, groups }, inverse };
}

/** Sets single fields of a group, so that two people who rename and recolour it at once both keep what they did. */
export function changeGroup(graph: Graph, edit: EditOf<"change-group">): EditResult {
  const at = graph.groups.findIndex(({ id }) => id === edit.id);
  if (at < 0) return refuse("the group is gone");
  const before = graph.groups[at]!;
  const { title, colour, collapsed, position } = edit.set;
  const after: GraphGroup = { ...before };
  const was: { -readonly [K in keyof typeof edit.set]: (typeof edit.set)[K] } = {};
  if (title !== undefined) {
    was.title = before.title;
    after.title = title;
  }
  if (colour !== undefined) {
    was.colour = before.colour ?? null;
    if (colour === null) delete after.colour;
    else after.colour = colour;
  }
  if (collapsed !== undefined) {
    was.collapsed = before.collapsed ?? false;
    if (collapsed) after.collapsed = true;
    else delete after.collapsed;
  }
  if (position !== undefined) {
    was.position = before.position ?? null;
    if (position === null) delete after.position;
    else after.position = position;
  }
  const groups = graph.groups.with(at, after);
  return { ok: true, graph: { ...graph, groups }, inverse: { do: "change-group", id: edit.id, set: was } };
}

/** Names a port of a group, which also shows a free one on the collapsed card; without a title it goes back to none. */
export function nameGroupPort(graph: Graph, edit: EditOf<"name-group-port">): EditResult {
  const at = graph.groups.findIndex(({ id }) => id === edit.group);
  const group = graph.groups[at];
  if (group === undefined) return refuse("the group is gone");
  if (!group.nodes.includes(splitPort(edit.port).node)) return refuse("the port's node has left the group");
  const { side, port } = edit;
  const ports = group.ports ?? noPorts;
  const { [port]: title, ...others } = ports[side];
  const names = edit.title === undefined ? others : { ...others, [port]: edit.title };
  const changed = withPorts(group, { ...ports, [side]: names }, () => true);
  const inverse: Edit = {
    do: "name-group-port",
    group: edit.group,
    side,
    port,
    ...(title === undefined ? {} : { title }),
  };
  return { ok: true, graph: { ...graph, groups: graph.groups.with(at, changed) }, inverse };
}

/** Sets single fields of a note. */
export function changeNote(graph: Graph, edit: EditOf<"change-note">): EditResult {
  const at = graph.notes.findIndex(({ id }) => id === edit.id);
  const note = graph.notes[at];
  if (note === undefined) return refuse("the note is gone");
  const was = Object.fromEntries(Object.keys(edit.set).map((key) => [key, note[key as keyof typeof edit.set]]));
  const notes = graph.notes.with(at, { ...note, ...edit.set });
  return { ok: true, graph: { ...graph, notes }, inverse: { do: "change-note", id: edit.id, set: was } };
}
