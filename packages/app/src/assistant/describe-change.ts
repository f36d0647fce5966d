import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { valueAtPath } from "@aisle/runtime/graph/config-path";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { withAmounts } from "./amounts.ts";
import { short, titleOf } from "./node-names.ts";

/**
 * What edits would do, a line each, made from the edits themselves: whoever wrote them, this is what will be applied. Wires
 * that change hands are described as they end up; moves are left out. Prices are written in money of the currency too.
 */
export function describeChange(
  edits: readonly Edit[],
  before: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  currency?: string,
): readonly string[] {
  let graph = before;
  const lines: string[] = [];
  for (const edit of edits) {
    const result = applyEdit(graph, edit);
    if (!result.ok) continue;
    const line = lineOf(edit, graph, result.graph, manifests);
    if (line !== undefined) lines.push(withAmounts(line, currency));
    graph = result.graph;
  }
  return [...lines, ...wireLines(before, graph, manifests)];
}

function lineOf(
  edit: Edit,
  before: Graph,
  after: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
): string | undefined {
  const title = (id: string) => {
    const node = after.nodes.find((one) => one.id === id) ?? before.nodes.find((one) => one.id === id);
    return node === undefined ? id : titleOf(node, manifests);
  };
  switch (edit.do) {
    case "add-node": {
      const settings = settingsOf(edit.node.config as JsonObject, manifests.get(edit.node.type)?.defaults ?? {});
      return settings === "" ? `Add ${title(edit.node.id)}` : `Add ${title(edit.node.id)}: ${settings}`;
    }
    case "remove-node":
      return `Remove ${title(edit.id)}`;
    case "set-title":
      return `Rename ${titleById(before, edit.node, manifests)} to “${edit.title ?? ""}”`;
    case "set-field": {
      const node = before.nodes.find((one) => one.id === edit.node);
      const defaults = manifests.get(node?.type ?? "")?.defaults;
      const old = valueAtPath(node?.config, edit.path) ?? valueAtPath(defaults, edit.path);
      const was = old === undefined || Array.isArray(old) || old === "" ? "" : `, was ${describeValue(old)}`;
      return `${title(edit.node)}: ${fieldLabel(edit.path)} ${describeValue(edit.value)}${was}`;
    }
    case "put-note":
      return `Add a note: “${short(edit.note.text)}”`;
    case "remove-note":
      return "Remove a note";
    case "put-sample":
      return `Add the sample request “${edit.sample.title}”`;
    case "remove-sample":
      return "Remove a sample request";
    default:
      return undefined;
  }
}

const titleById = (graph: Graph, id: string, manifests: ReadonlyMap<string, NodeManifest>) => {
  const node = graph.nodes.find((one) => one.id === id);
  return node === undefined ? id : titleOf(node, manifests);
};

function wireLines(before: Graph, after: Graph, manifests: ReadonlyMap<string, NodeManifest>): readonly string[] {
  const key = ({ from, to }: Graph["edges"][number]) => `${from} ${to}`;
  const [old, now] = [new Set(before.edges.map(key)), new Set(after.edges.map(key))];
  const there = new Set(after.nodes.map(({ id }) => id));
  const title = (ref: string) => titleById(after, splitPort(ref).node, manifests);
  // A wire that goes with its node needs no line of its own.
  const gone = before.edges.filter(
    (edge) => !now.has(key(edge)) && [edge.from, edge.to].every((ref) => there.has(splitPort(ref).node)),
  );
  const made = after.edges.filter((edge) => !old.has(key(edge)));
  return [
    ...gone.map(({ from, to }) => `Take the wire from ${title(from)} to ${title(to)} away`),
    ...chainsOf(made).map((chain) => `Wire ${chain.map((id) => titleById(after, id, manifests)).join(" → ")}`),
  ];
}

/** Wires that follow one another as one line each: ids of the nodes that it runs through. */
function chainsOf(edges: Graph["edges"]): readonly (readonly string[])[] {
  const left = new Set(edges.map(({ from, to }) => ({ from: splitPort(from).node, to: splitPort(to).node })));
  const chains: string[][] = [];
  for (const start of left) {
    // Begins where no other wire leads to.
    const isFed = [...left].some((wire) => wire !== start && wire.to === start.from);
    if (!left.has(start) || isFed) continue;
    follow(start);
  }
  for (const start of left) follow(start);
  return chains;

  function follow(start: { readonly from: string; readonly to: string }): void {
    left.delete(start);
    const chain = [start.from, start.to];
    for (;;) {
      const next = [...left].find((wire) => wire.from === chain.at(-1));
      if (next === undefined) break;
      left.delete(next);
      chain.push(next.to);
    }
    chains.push(chain);
  }
}

function settingsOf(config: JsonObject, defaults: JsonObject): string {
  return Object.entries(config)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]))
    .slice(0, 4)
    .map(([key, value]) => `${fieldLabel([key])} ${describeValue(value)}`)
    .join(", ");
}

const fieldLabel = (path: readonly (string | number)[]) =>
  path
    .map((key) =>
      String(key)
        .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
        .toLowerCase(),
    )
    .join(" ");

function describeValue(value: Json | undefined): string {
  if (value === undefined) return "as it is by default";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return short(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(describeItem).join("; ");
  return short(JSON.stringify(value));
}

/** An item of a list: a rule, a pin, a weight. */
function describeItem(value: Json): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return String(value);
  const { when, factor, productId, place } = value as JsonObject;
  if (typeof when === "string") return factor === undefined ? short(when) : `${short(when)} × ${String(factor)}`;
  if (productId !== undefined) return `${String(productId)} in place ${String(place ?? 1)}`;
  return short(JSON.stringify(value));
}
