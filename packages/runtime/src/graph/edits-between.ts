import { canonicalJson } from "../canonical-json.ts";
import type { Edit } from "./edit.ts";
import { type Graph, type GraphNode, splitPort } from "./graph.ts";

const same = (a: unknown, b: unknown) => canonicalJson(a as never) === canonicalJson(b as never);

/**
 * The edits that turn one graph into another, for import into a draft and for restoring a version: as few as describe it, field by
 * field, so that what others do meanwhile stays. Applying them in order gives `after`, the order of nodes aside.
 */
export function editsBetween(before: Graph, after: Graph): Edit[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const nodesAfter = new Map(after.nodes.map((node) => [node.id, node]));
  const stays = (id: string) => old.has(id) && old.get(id)?.type === nodesAfter.get(id)?.type;
  const gone = before.nodes.filter((node) => !stays(node.id));
  const fresh = after.nodes.filter((node) => !stays(node.id));
  const dropped = new Set(gone.map((node) => node.id));
  const wires = wireEdits(
    before.edges.filter((edge) => !dropped.has(splitPort(edge.from).node) && !dropped.has(splitPort(edge.to).node)),
    after.edges,
  );
  return [
    ...wires.away,
    ...gone.map((node): Edit => ({ do: "remove-node", id: node.id })),
    ...fresh.map((node): Edit => ({ do: "add-node", node })),
    ...after.nodes.filter((node) => stays(node.id)).flatMap((node) => nodeEdits(old.get(node.id)!, node)),
    ...wires.laid,
    ...listEdits(
      before.notes,
      after.notes,
      (note) => ({ do: "put-note", note }),
      (id) => ({ do: "remove-note", id }),
    ),
    ...listEdits(
      before.groups,
      after.groups,
      (group) => ({ do: "put-group", group }),
      (id) => ({ do: "remove-group", id }),
      // A group loses the members whose nodes are replaced.
      (group) => group.nodes.some((id) => dropped.has(id)),
    ),
    ...listEdits(
      before.samples,
      after.samples,
      (sample) => ({ do: "put-sample", sample }),
      (id) => ({ do: "remove-sample", id }),
    ),
    ...pinEdits(before, after, dropped),
  ];
}

/** Edits of pins; those of nodes that were dropped are gone with them. */
function pinEdits(before: Graph, after: Graph, dropped: ReadonlySet<string>): Edit[] {
  const left = (before.pins ?? []).filter(({ port }) => !dropped.has(splitPort(port).node));
  const old = new Map(left.map((pin) => [pin.port, pin]));
  const pinsAfter = new Set((after.pins ?? []).map(({ port }) => port));
  const gone = left.filter(({ port }) => !pinsAfter.has(port));
  const put = (after.pins ?? []).filter((pin) => !same(old.get(pin.port), pin));
  return [
    ...gone.map(({ port }): Edit => ({ do: "remove-pin", port })),
    ...put.map((pin): Edit => ({ do: "put-pin", pin })),
  ];
}

/** Edits of a node that keeps its type. */
function nodeEdits(before: GraphNode, after: GraphNode): Edit[] {
  const { id: node, version, config } = after;
  const edits: Edit[] = [];
  if (before.version !== version) edits.push({ do: "upgrade-node", node, version, config });
  else {
    for (const key of new Set([...Object.keys(before.config), ...Object.keys(config)])) {
      const value = Object.hasOwn(config, key) ? config[key] : undefined;
      if (Object.hasOwn(before.config, key) === (value !== undefined) && same(before.config[key], value)) continue;
      edits.push({ do: "set-field", node, version, path: [key], ...(value === undefined ? {} : { value }) });
    }
  }
  if (before.title !== after.title)
    edits.push({ do: "set-title", node, ...(after.title === undefined ? {} : { title: after.title }) });
  const { onFailure, timeoutMs } = after;
  if (!same(before.onFailure, onFailure))
    edits.push({ do: "set-if-failing", node, ...(onFailure === undefined ? {} : { onFailure }) });
  if (before.timeoutMs !== timeoutMs)
    edits.push({ do: "set-time-limit", node, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  if (!same(before.position, after.position)) edits.push({ do: "move-node", id: node, position: after.position });
  return edits;
}

/** Wires taken away first and laid last. Their order matters to inputs that take many: another order lays all again. */
function wireEdits(before: Graph["edges"], after: Graph["edges"]): { readonly away: Edit[]; readonly laid: Edit[] } {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const unchanged = after.filter((edge) => same(known.get(edge.id) ?? null, edge)).map((edge) => edge.id);
  const unchangedIds = new Set(unchanged);
  const inOrder = before.filter((edge) => unchangedIds.has(edge.id)).every((edge, at) => edge.id === unchanged[at]);
  if (!inOrder) unchangedIds.clear();
  return {
    away: before.filter((edge) => !unchangedIds.has(edge.id)).map((edge) => ({ do: "remove-edge", id: edge.id })),
    laid: after.flatMap((edge, at): Edit[] => (unchangedIds.has(edge.id) ? [] : [{ do: "add-edge", edge, at }])),
  };
}

function listEdits<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  put: (item: T) => Edit,
  remove: (id: string) => Edit,
  again: (item: T) => boolean = () => false,
): Edit[] {
  const ids = new Set(after.map((item) => item.id));
  const known = new Map(before.map((item) => [item.id, item]));
  const gone = before.filter((item) => !ids.has(item.id)).map((item) => remove(item.id));
  return [...gone, ...after.filter((item) => !same(known.get(item.id), item) || again(item)).map(put)];
}
