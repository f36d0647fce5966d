import { firstMissing, setAtPath, valueAtPath } from "./config-path.ts";
import type { Edit } from "./edit.ts";
import type { EditResult } from "./edit-result.ts";
import { type Graph, type GraphNode, splitPort } from "./graph.ts";
import { nodesById } from "./graph-index.ts";
import { fullList, type graphLimits } from "./graph-limits.ts";
import { pinsOfNode, putPin, removePin, withPins } from "./graph-pins.ts";
import {
  changeGroup,
  changeNote,
  membershipsOf,
  nameGroupPort,
  pruneGroup,
  setMembership,
  withoutMember,
} from "./group-edits.ts";

const refuse = (reason: string): EditResult => ({ ok: false, reason });
const done = (graph: Graph, inverse: Edit): EditResult => ({ ok: true, graph, inverse });

type Listed = "notes" | "groups" | "samples";

/** A list that is at its limit takes nothing more in. */
function ifRoom(graph: Graph, list: keyof typeof graphLimits, add: () => EditResult): EditResult {
  const full = fullList(graph, list);
  return full === undefined ? add() : refuse(full);
}

/** Applies one edit to a graph, giving the new graph and the edit that undoes it, or the reason why it cannot be applied. */
export function applyEdit(graph: Graph, edit: Edit): EditResult {
  switch (edit.do) {
    case "add-node":
      if (graph.nodes.some((node) => node.id === edit.node.id))
        return refuse(`a node ${edit.node.id} is there already`);
      return ifRoom(graph, "nodes", () =>
        done({ ...graph, nodes: [...graph.nodes, edit.node] }, { do: "remove-node", id: edit.node.id }),
      );
    case "remove-node":
      return removeNode(graph, edit.id);
    case "move-node":
      return changeNode(graph, edit.id, (node) => [
        { ...node, position: edit.position },
        { do: "move-node", id: edit.id, position: node.position },
      ]);
    case "set-field":
      return setField(graph, edit);
    case "set-title":
      return changeNode(graph, edit.node, (node) => {
        const { title, ...rest } = node;
        return [
          edit.title === undefined ? rest : { ...rest, title: edit.title },
          { do: "set-title", node: edit.node, ...(title === undefined ? {} : { title }) },
        ];
      });
    case "set-if-failing":
      return changeNode(graph, edit.node, (node) => [
        withPart(node, "onFailure", edit.onFailure),
        withPart<typeof edit, "onFailure">({ do: "set-if-failing", node: edit.node }, "onFailure", node.onFailure),
      ]);
    case "set-time-limit":
      return changeNode(graph, edit.node, (node) => [
        withPart(node, "timeoutMs", edit.timeoutMs),
        withPart<typeof edit, "timeoutMs">({ do: "set-time-limit", node: edit.node }, "timeoutMs", node.timeoutMs),
      ]);
    case "set-on-failure":
      return changeNode(graph, edit.node, (node) => [
        withPart(withPart(node, "onFailure", edit.onFailure), "timeoutMs", edit.timeoutMs),
        withPart(
          withPart<typeof edit, "onFailure">({ do: "set-on-failure", node: edit.node }, "onFailure", node.onFailure),
          "timeoutMs",
          node.timeoutMs,
        ),
      ]);
    case "upgrade-node":
      return changeNode(graph, edit.node, (node) => [
        { ...node, version: edit.version, config: edit.config },
        { do: "upgrade-node", node: edit.node, version: node.version, config: node.config },
      ]);
    case "add-edge": {
      if (graph.edges.some((edge) => edge.id === edit.edge.id)) return refuse("the wire is there already");
      const known = nodesById(graph);
      for (const ref of [edit.edge.from, edit.edge.to]) {
        const { node } = splitPort(ref);
        if (!known.has(node)) return refuse(`the node ${node} is gone`);
      }
      const edges = insertAt(graph.edges, edit.edge, edit.at);
      return ifRoom(graph, "edges", () => done({ ...graph, edges }, { do: "remove-edge", id: edit.edge.id }));
    }
    case "remove-edge": {
      const at = graph.edges.findIndex((edge) => edge.id === edit.id);
      if (at < 0) return refuse("the wire is gone");
      const edge = graph.edges[at]!;
      return done({ ...graph, edges: graph.edges.toSpliced(at, 1) }, { do: "add-edge", edge, at });
    }
    case "put-note":
      return put(graph, "notes", edit.note, (note) => ({ do: "put-note", note }), {
        do: "remove-note",
        id: edit.note.id,
      });
    case "change-note":
      return changeNote(graph, edit);
    case "remove-note":
      return drop(graph, "notes", edit.id, (note) => ({ do: "put-note", note }));
    case "put-group": {
      // A member that someone else deleted meanwhile has left the group too.
      const known = nodesById(graph);
      const remaining = pruneGroup(edit.group, (id) => known.has(id));
      const remove: Edit = { do: "remove-group", id: edit.group.id };
      return put(graph, "groups", remaining, (group) => ({ do: "put-group", group }), remove);
    }
    case "change-group":
      return changeGroup(graph, edit);
    case "name-group-port":
      return nameGroupPort(graph, edit);
    case "set-membership":
      return setMembership(graph, edit);
    case "remove-group":
      return drop(graph, "groups", edit.id, (group) => ({ do: "put-group", group }));
    case "put-sample":
      return put(
        graph,
        "samples",
        edit.sample,
        (sample) => ({ do: "put-sample", sample }),
        { do: "remove-sample", id: edit.sample.id },
        edit.at,
      );
    case "remove-sample":
      return drop(graph, "samples", edit.id, (sample, at) => ({ do: "put-sample", sample, at }));
    case "put-pin":
      return putPin(graph, edit.pin);
    case "remove-pin":
      return removePin(graph, edit.port);
    case "batch":
      return applyBatch(graph, edit.title, edit.edits);
  }
}

function insertAt<T>(list: readonly T[], item: T, at = list.length): T[] {
  return list.toSpliced(at, 0, item);
}

function changeNode(graph: Graph, id: string, change: (node: GraphNode) => [GraphNode, Edit]): EditResult {
  const at = graph.nodes.findIndex((node) => node.id === id);
  if (at < 0) return refuse(`the node ${id} is gone`);
  const [changed, inverse] = change(graph.nodes[at]!);
  return done({ ...graph, nodes: graph.nodes.with(at, changed) }, inverse);
}

function removeNode(graph: Graph, id: string): EditResult {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return refuse(`the node ${id} is gone`);
  const restore: Edit[] = [{ do: "add-node", node }];
  const edges: Graph["edges"] = [];
  const own = `${id}.`;
  graph.edges.forEach((edge, at) => {
    if (edge.from.startsWith(own) || edge.to.startsWith(own)) restore.push({ do: "add-edge", edge, at });
    else edges.push(edge);
  });
  const memberships = membershipsOf(graph, id);
  if (memberships.length > 0) restore.push({ do: "set-membership", node: id, groups: memberships });
  const groups = withoutMember(graph.groups, id);
  const nodes = graph.nodes.filter((candidate) => candidate.id !== id);
  const gone = pinsOfNode(graph, id);
  for (const pin of gone) restore.push({ do: "put-pin", pin });
  const inverse: Edit =
    restore.length === 1 ? restore[0]! : { do: "batch", title: "Bring back a node", edits: restore };
  const pins = (graph.pins ?? []).filter((pin) => !gone.includes(pin));
  return done(withPins({ ...graph, nodes, edges, groups }, pins), inverse);
}

function setField(graph: Graph, edit: Extract<Edit, { do: "set-field" }>): EditResult {
  const node = graph.nodes.find((candidate) => candidate.id === edit.node);
  if (node === undefined) return refuse(`the node ${edit.node} is gone`);
  if (node.version !== edit.version) return refuse(`the node is now version ${node.version}`);
  const restored = firstMissing(node.config, edit.path);
  const before = valueAtPath(node.config, restored);
  const config = setAtPath(node.config, edit.path, edit.value);
  if (config === undefined) return refuse(`the field ${edit.path.join(".")} has no place in the config`);
  return changeNode(graph, edit.node, (current) => [
    { ...current, config: config as GraphNode["config"] },
    {
      do: "set-field",
      node: edit.node,
      version: edit.version,
      path: restored,
      ...(before === undefined ? {} : { value: before }),
    },
  ]);
}

/** A copy with an optional part set, or without it. */
function withPart<T extends object, K extends keyof T>(whole: T, key: K, value: T[K] | undefined): T {
  const { [key]: _before, ...rest } = whole;
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}

function put<K extends Listed>(
  graph: Graph,
  key: K,
  item: Graph[K][number],
  restore: (item: Graph[K][number]) => Edit,
  remove: Edit,
  place?: number,
): EditResult {
  const list = graph[key] as Graph[K][number][];
  const at = list.findIndex((candidate) => candidate.id === item.id);
  if (at < 0) return ifRoom(graph, key, () => done({ ...graph, [key]: insertAt(list, item, place) }, remove));
  return done({ ...graph, [key]: list.with(at, item) }, restore(list[at]!));
}

function drop<K extends Listed>(
  graph: Graph,
  key: K,
  id: string,
  restore: (item: Graph[K][number], at: number) => Edit,
): EditResult {
  const list = graph[key] as Graph[K][number][];
  const at = list.findIndex((candidate) => candidate.id === id);
  if (at < 0) return refuse("it is gone already");
  return done({ ...graph, [key]: list.toSpliced(at, 1) }, restore(list[at]!, at));
}

function applyBatch(graph: Graph, title: string, edits: readonly Edit[]): EditResult {
  const inverses: Edit[] = [];
  let current = graph;
  for (const edit of edits) {
    const result = applyEdit(current, edit);
    if (!result.ok) return result;
    current = result.graph;
    inverses.push(result.inverse);
  }
  // Inverses of a removal are themselves batches; a stored batch holds single edits only.
  const flat = inverses.reverse().flatMap((inverse) => (inverse.do === "batch" ? inverse.edits : [inverse]));
  return done(current, { do: "batch", title, edits: flat });
}
