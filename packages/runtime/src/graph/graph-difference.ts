import { canonicalJson } from "../canonical-json.ts";
import type { Json } from "../json.ts";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "./graph.ts";

/** A config field that differs; a side without a value did not have the field. */
export interface FieldChange {
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}

/** What differs in a node that both graphs have. */
export interface NodeChange extends Changed<GraphNode> {
  readonly fields: readonly FieldChange[];
  readonly titled: boolean;
  /** On-failure setting or time limit. */
  readonly failure: boolean;
  /** Another version of the node, or another type. */
  readonly upgraded: boolean;
}

export interface ListChange<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly Changed<T>[];
}

/** What differs between two graphs, matched by ids; wires are matched by what they join. */
export interface GraphDifference {
  readonly nodes: {
    readonly added: readonly GraphNode[];
    readonly removed: readonly GraphNode[];
    readonly changed: readonly NodeChange[];
  };
  /** Ids of nodes that stand elsewhere: nothing that is answered changes by it. */
  readonly moved: readonly string[];
  readonly wires: {
    readonly added: readonly GraphEdge[];
    readonly removed: readonly GraphEdge[];
    /** Inputs (`node.port`) whose wires come in another order, which matters to those that take many. */
    readonly reordered: readonly string[];
  };
  readonly samples: ListChange<Graph["samples"][number]>;
  readonly notes: ListChange<Graph["notes"][number]>;
  readonly groups: ListChange<Graph["groups"][number]>;
}

/** True when both are absent, or both are there and equal as JSON. */
function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a as Json) === canonicalJson(b as Json));
}

/** Tells what was added, removed and changed from one graph to another; places, sizes and orders of lists do not count. */
export function graphDifference(before: Graph, after: Graph): GraphDifference {
  const nodes = listChange(before.nodes, after.nodes, ({ position: _place, ...node }) => node);
  const places = new Map(before.nodes.map((node) => [node.id, node.position]));
  const stays = new Set(after.nodes.map((node) => node.id).filter((id) => places.has(id)));
  return {
    nodes: { added: nodes.added, removed: nodes.removed, changed: nodes.changed.map(nodeChange) },
    moved: after.nodes
      .filter((node) => places.has(node.id) && !same(places.get(node.id), node.position))
      .map((node) => node.id),
    wires: wireChange(before.edges, after.edges),
    samples: listChange(before.samples, after.samples, (sample) => sample),
    notes: listChange(before.notes, after.notes, ({ text }) => text),
    // A member that comes or goes with its node is no change of its own.
    groups: listChange(before.groups, after.groups, ({ collapsed: _small, position: _place, ...group }) => ({
      ...group,
      nodes: group.nodes.filter((id) => stays.has(id)).sort(),
    })),
  };
}

/**
 * How many changes a person would count: each node added or removed (with its wires) is one, each changed field is one, and
 * each wire between nodes that both graphs have.
 */
export function countChanges({ nodes, wires, samples, notes, groups }: GraphDifference): number {
  const own = ownWires({ nodes, wires });
  const lists = [samples, notes, groups].map((list) => list.added.length + list.removed.length + list.changed.length);
  return (
    nodes.added.length +
    nodes.removed.length +
    nodes.changed.reduce((sum, change) => sum + partsOf(change), 0) +
    own.added.length +
    own.removed.length +
    wires.reordered.length +
    lists.reduce((sum, length) => sum + length, 0)
  );
}

/** The changed wires that do not come or go with a node. */
export function ownWires({ nodes, wires }: Pick<GraphDifference, "nodes" | "wires">): {
  readonly added: readonly GraphEdge[];
  readonly removed: readonly GraphEdge[];
} {
  const passing = new Set([...nodes.added, ...nodes.removed].map((node) => node.id));
  const stays = ({ from, to }: GraphEdge) => !passing.has(splitPort(from).node) && !passing.has(splitPort(to).node);
  return { added: wires.added.filter(stays), removed: wires.removed.filter(stays) };
}

function partsOf({ fields, titled, failure, upgraded }: NodeChange): number {
  return fields.length + [titled, failure, upgraded].filter(Boolean).length;
}

function nodeChange({ before, after }: Changed<GraphNode>): NodeChange {
  return {
    before,
    after,
    fields: fieldChanges(before.config, after.config, []),
    titled: before.title !== after.title,
    failure: !same(before.onFailure, after.onFailure) || before.timeoutMs !== after.timeoutMs,
    upgraded: before.type !== after.type || before.version !== after.version,
  };
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects are compared field by field, lists as a whole. */
function fieldChanges(before: Json | undefined, after: Json | undefined, path: readonly string[]): FieldChange[] {
  if (same(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    const at = (object: { readonly [key: string]: Json }, key: string) =>
      Object.hasOwn(object, key) ? object[key] : undefined;
    return [...keys].flatMap((key) => fieldChanges(at(before, key), at(after, key), [...path, key]));
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function listChange<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  content: (item: T) => unknown,
): ListChange<T> {
  const known = new Map(before.map((item) => [item.id, item]));
  const ids = new Set(after.map((item) => item.id));
  const changed: Changed<T>[] = [];
  for (const item of after) {
    const old = known.get(item.id);
    if (old !== undefined && !same(content(old), content(item))) changed.push({ before: old, after: item });
  }
  return {
    added: after.filter((item) => !known.has(item.id)),
    removed: before.filter((item) => !ids.has(item.id)),
    changed,
  };
}

function wireChange(before: readonly GraphEdge[], after: readonly GraphEdge[]): GraphDifference["wires"] {
  const reordered: string[] = [];
  const gone = without(before, after);
  const come = without(after, before);
  const stayed = (edges: readonly GraphEdge[], changed: readonly GraphEdge[], to: string) =>
    edges.filter((edge) => edge.to === to && !changed.includes(edge)).map((edge) => edge.from);
  for (const to of new Set(after.map((edge) => edge.to))) {
    if (!same(stayed(before, gone, to), stayed(after, come, to))) reordered.push(to);
  }
  return { added: come, removed: gone, reordered };
}

/** The wires of `edges` that have no counterpart in `others`, joined the same; of several alike the last ones are over. */
function without(edges: readonly GraphEdge[], others: readonly GraphEdge[]): readonly GraphEdge[] {
  const left = new Map<string, number>();
  const key = ({ from, to }: GraphEdge) => `${from} ${to}`;
  for (const edge of others) left.set(key(edge), (left.get(key(edge)) ?? 0) + 1);
  return edges.filter((edge) => {
    const count = left.get(key(edge)) ?? 0;
    left.set(key(edge), count - 1);
    return count <= 0;
  });
}
