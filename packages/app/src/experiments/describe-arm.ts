import type { ExperimentArm } from "@aisle/contracts/experiment";
import { type Graph, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import { graphDifference } from "@aisle/runtime/graph/graph-difference";
import type { Json } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { titleOf } from "../assistant/node-names.ts";
import { armGraph } from "./arm-graph.ts";

type Manifests = ReadonlyMap<string, NodeManifest>;

/** What an arm does to the graph that it was made for. */
export interface ArmChanges {
  /** The graph that answers in this arm; undefined where its edits do not apply. */
  readonly graph: Graph | undefined;
  readonly refused: readonly string[];
  /** Ids of the nodes that differ. */
  readonly nodes: readonly string[];
  /** A line each: “Re-rank (trees), weight of margin: 0.15 → 0.30”. */
  readonly changes: readonly string[];
}

/** Compares an arm with the experiment's version; `replaced` is the graph of the version that the arm is. */
export function armChanges(
  base: Graph,
  arm: Pick<ExperimentArm, "edits">,
  replaced: Graph | undefined,
  manifests: Manifests,
): ArmChanges {
  const made = armGraph(replaced ?? base, arm.edits);
  const graph = made.ok ? made.graph : undefined;
  const refused = made.ok ? [] : made.reasons;
  if (graph === undefined) return { graph, refused, nodes: [], changes: [] };
  const { nodes, wires } = graphDifference(base, graph);
  const all = new Map([...base.nodes, ...graph.nodes].map((node) => [node.id, node]));
  const title = (id: string) => titleById(all, id, manifests);
  const fed = [...wires.added, ...wires.removed].map(({ to }) => splitPort(to).node);
  const differing = [
    ...nodes.changed.filter(({ fields, failure, upgraded }) => fields.length > 0 || failure || upgraded),
  ].map(({ before }) => before.id);
  return {
    graph,
    refused,
    nodes: [
      ...new Set([
        ...differing,
        ...nodes.added.map(({ id }) => id),
        ...nodes.removed.map(({ id }) => id),
        ...fed,
        ...wires.reordered.map((port) => splitPort(port).node),
      ]),
    ],
    changes: [
      ...nodes.changed.flatMap(({ after, fields, failure, upgraded }) => [
        ...fields.map(({ path, before, after: now }) => {
          const name = path.map(fieldLabel).join(", ");
          return `${title(after.id)}, ${name}: ${describe(before ?? defaultAt(after, path, manifests))} → ${describe(now ?? defaultAt(after, path, manifests))}`;
        }),
        ...(failure ? [`${title(after.id)}: another way of failing or time limit`] : []),
        ...(upgraded ? [`${title(after.id)}: another version of the node`] : []),
      ]),
      ...nodes.added.map(({ id }) => `${title(id)}: added`),
      ...nodes.removed.map(({ id }) => `${title(id)}: taken away`),
      ...wires.added.map(({ from, to }) => `Wire ${title(splitPort(from).node)} → ${title(splitPort(to).node)}: added`),
      ...wires.removed
        .filter(({ from, to }) => [from, to].every((port) => graph.nodes.some(({ id }) => id === splitPort(port).node)))
        .map(({ from, to }) => `Wire ${title(splitPort(from).node)} → ${title(splitPort(to).node)}: taken away`),
      ...wires.reordered.map((port) => `${title(splitPort(port).node)}: its wires come in another order`),
    ],
  };
}

function titleById(nodes: ReadonlyMap<string, GraphNode>, id: string, manifests: Manifests): string {
  const node = nodes.get(id);
  return node === undefined ? id : titleOf(node, manifests);
}

function defaultAt({ type }: GraphNode, path: readonly string[], manifests: Manifests): Json | undefined {
  let value: Json | undefined = manifests.get(type)?.defaults as Json | undefined;
  for (const key of path)
    value =
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as { readonly [key: string]: Json })[key]
        : undefined;
  return value;
}

function fieldLabel(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

function describe(value: Json | undefined): string {
  if (value === undefined) return "not set";
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
