import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import { edgeIndex, nodesById } from "@aisle/runtime/graph/graph-index";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { freeSpot } from "../layout/free-spot.ts";
import { placedNode } from "../session/graph-edits.ts";
import { insertIntoWire, type Surroundings } from "../wiring/insert-into-wire.ts";

/** The type of node that pins and buries. */
const rulesType = "rules.pin-and-boost";

/** A rule that was made: the edit, as one step of undo, and what it does in a sentence; or why it cannot be made. */
export type RuleChange =
  | { readonly ok: true; readonly edit: Edit; readonly node: string; readonly message: string }
  | { readonly ok: false; readonly reason: string };

/** The lists of a rule node's config. */
export interface RuleLists {
  readonly pins: readonly Json[];
  readonly buries: readonly Json[];
}

/** What is to be changed of the lists, or why not; `title` is the step's name in the history. */
export type ListChange = (
  lists: RuleLists,
  maxItemsOf: (list: keyof RuleLists) => number,
  titleOfRules: string,
) =>
  | { readonly lists: Partial<RuleLists>; readonly title: string; readonly done: string }
  | { readonly reason: string };

/**
 * Changes the lists of the rule node nearest to where a product stands: that node itself, the next one that its list runs
 * through, else the last before the answer. Where there is none, one is added before the answer.
 */
export function changeRules(
  graph: Graph,
  surroundings: Surroundings,
  from: string | undefined,
  change: ListChange,
): RuleChange {
  const { manifests } = surroundings;
  const manifest = manifests.get(rulesType);
  if (manifest === undefined) return { ok: false, reason: `The node ${rulesType} is not installed.` };
  const titleOf = (id: string) => {
    const node = nodesById(graph).get(id);
    return node?.title ?? manifests.get(node?.type ?? rulesType)?.title ?? id;
  };
  const maxItemsOf = (list: keyof RuleLists) => maxItems(manifest, list);
  const there = nearestRules(graph, manifests, from);
  if (there !== undefined) {
    const changed = change(listsOf(manifest, there), maxItemsOf, titleOf(there.id));
    if ("reason" in changed) return { ok: false, reason: changed.reason };
    const edits = Object.entries(changed.lists).map(
      ([name, value]): Edit => ({
        do: "set-field",
        node: there.id,
        version: there.version,
        path: [name],
        value: value as Json,
      }),
    );
    const edit: Edit = { do: "batch", title: changed.title.slice(0, 120), edits };
    return { ok: true, edit, node: there.id, message: `${changed.done} by ${titleOf(there.id)}.` };
  }
  const wire = wireOfRules(graph, manifests);
  if (wire === undefined) return { ok: false, reason: "No list of products leads to the answer: wire one first." };
  const changed = change(listsOf(manifest, undefined), maxItemsOf, manifest.title);
  if ("reason" in changed) return { ok: false, reason: changed.reason };
  const [before, after] = [splitPort(wire.from).node, splitPort(wire.to).node];
  const place = (id: string) => nodesById(graph).get(id)?.position ?? { x: 0, y: 0 };
  const middle = { x: (place(before).x + place(after).x) / 2, y: (place(before).y + place(after).y) / 2 };
  const fresh = placedNode(manifest, freeSpot(graph, middle));
  const node = { ...fresh, config: { ...fresh.config, ...changed.lists } as GraphNode["config"] };
  const edit = insertIntoWire(graph, surroundings, wire.id, node, titleOf);
  if (edit?.do !== "batch")
    return { ok: false, reason: `${manifest.title} does not fit between ${titleOf(before)} and ${titleOf(after)}.` };
  return {
    ok: true,
    edit: { ...edit, title: changed.title.slice(0, 120) },
    node: node.id,
    message: `${changed.done} by a new ${manifest.title} before ${titleOf(after)}.`,
  };
}

function listsOf(manifest: NodeManifest, node: GraphNode | undefined): RuleLists {
  const config: JsonObject = { ...manifest.defaults, ...node?.config };
  const list = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly Json[]) : []);
  return { pins: list(config.pins), buries: list(config.buries) };
}

function maxItems(manifest: NodeManifest, list: string): number {
  const { properties } = manifest.configSchema as { properties?: { [name: string]: { maxItems?: number } } };
  return properties?.[list]?.maxItems ?? Number.POSITIVE_INFINITY;
}

/** The rule node that a list of this node reaches first, by wires; without one, the nearest before the answer. */
export function nearestRules(
  graph: Graph,
  manifests: Surroundings["manifests"],
  from: string | undefined,
): GraphNode | undefined {
  const { into, outOf } = edgeIndex(graph);
  const carriesProducts = (edge: GraphEdge) => {
    const { node, port } = splitPort(edge.from);
    return manifests.get(nodesById(graph).get(node)?.type ?? "")?.outputs[port]?.type === "Products";
  };
  const after = (id: string) => (outOf.get(id) ?? []).filter(carriesProducts).map((edge) => splitPort(edge.to).node);
  const before = (id: string) => (into.get(id) ?? []).filter(carriesProducts).map((edge) => splitPort(edge.from).node);
  const answer = answerOf(graph, manifests)?.id;
  return (
    (from === undefined ? undefined : firstAlong(graph, from, after)) ??
    (answer === undefined ? undefined : firstAlong(graph, answer, before))
  );
}

/** Breadth first: as few wires as possible lie between. */
function firstAlong(graph: Graph, start: string, next: (id: string) => readonly string[]): GraphNode | undefined {
  const seen = new Set([start]);
  for (const id of seen) {
    const node = nodesById(graph).get(id);
    if (node?.type === rulesType) return node;
    for (const one of next(id)) seen.add(one);
  }
  return undefined;
}

const answerOf = (graph: Graph, manifests: Surroundings["manifests"]) =>
  graph.nodes.find((node) => manifests.get(node.type)?.role === "answer");

/** The wire that a rule goes into: the one to the answer, or before exploration, whose odds must stay as they are drawn. */
function wireOfRules(graph: Graph, manifests: Surroundings["manifests"]): GraphEdge | undefined {
  const intoList = (node: GraphNode | undefined) =>
    graph.edges.find(({ to }) => {
      const at = splitPort(to);
      return at.node === node?.id && manifests.get(node.type)?.inputs[at.port]?.type === "Products";
    });
  const wire = intoList(answerOf(graph, manifests));
  const last = wire === undefined ? undefined : nodesById(graph).get(splitPort(wire.from).node);
  return last?.type === "rank.explore" ? (intoList(last) ?? wire) : wire;
}
