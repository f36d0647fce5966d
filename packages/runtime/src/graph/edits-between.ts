import { canonicalJson } from "../canonical-json.ts";
import type { Edit } from "./edit.ts";
import type { Graph } from "./graph.ts";

const same = (a: unknown, b: unknown) => canonicalJson(a as never) === canonicalJson(b as never);

/**
 * The edits that turn one graph into another, for import into a draft and for restoring a version: wires first away, then nodes
 * replaced, then wires in the wanted order. Applying them in order gives `after`, the order of nodes aside.
 */
export function editsBetween(before: Graph, after: Graph): Edit[] {
  const edits: Edit[] = [];
  const wanted = new Map(after.nodes.map((node) => [node.id, node]));
  const kept = new Set<string>();
  for (const node of before.nodes) {
    const next = wanted.get(node.id);
    if (next !== undefined && same(next, node)) kept.add(node.id);
  }
  // Wires have an order that matters to inputs that take many: unless all are the same, they are laid anew.
  const sameEdges = same(before.edges, after.edges) && before.nodes.every((node) => kept.has(node.id));
  if (!sameEdges) for (const edge of before.edges) edits.push({ do: "remove-edge", id: edge.id });
  for (const node of before.nodes) if (!kept.has(node.id)) edits.push({ do: "remove-node", id: node.id });
  for (const node of after.nodes) if (!kept.has(node.id)) edits.push({ do: "add-node", node });
  if (!sameEdges) for (const edge of after.edges) edits.push({ do: "add-edge", edge });
  edits.push(
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
    ),
    ...listEdits(
      before.samples,
      after.samples,
      (sample) => ({ do: "put-sample", sample }),
      (id) => ({ do: "remove-sample", id }),
    ),
  );
  return edits;
}

function listEdits<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  put: (item: T) => Edit,
  remove: (id: string) => Edit,
): Edit[] {
  const ids = new Set(after.map((item) => item.id));
  const known = new Map(before.map((item) => [item.id, item]));
  const gone = before.filter((item) => !ids.has(item.id)).map((item) => remove(item.id));
  // A group loses members when their nodes are replaced, so its content is always put again.
  return [...gone, ...after.filter((item) => !same(known.get(item.id), item) || "nodes" in item).map(put)];
}
