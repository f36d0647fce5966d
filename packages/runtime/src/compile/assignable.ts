import type { Edit } from "../graph/edit.ts";
import { type Graph, splitPort } from "../graph/graph.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { PortTypeName } from "../node-sdk/port-type.ts";
import type { Facts } from "./facts.ts";
import { effectiveConfig, outputTypes, type ResolvedType, resolvePort } from "./port-resolution.ts";
import type { Mend, ProblemCode } from "./problem.ts";

/** Why two ports do not go together. */
export interface Refusal {
  readonly ok: false;
  readonly code: ProblemCode;
  readonly reason: string;
  readonly mends: readonly Mend[];
}

export type Assignability = { readonly ok: true } | Refusal;

/** The declared coercions, from → to; everything else needs the same type name. */
const coercions: ReadonlyMap<PortTypeName, readonly PortTypeName[]> = new Map([
  ["Product", ["Products"]],
  ["Text", ["Json"]],
  ["Number", ["Json"]],
  ["Boolean", ["Json"]],
]);

/** True when a wire of type `from` may enter a port of type `to`, parameters aside. */
export function isCoercible(from: PortTypeName, to: PortTypeName): boolean {
  return from === to || (coercions.get(from)?.includes(to) ?? false);
}

/** Compares two resolved types; a parameter that is still open on either side fits. */
export function compareTypes(from: ResolvedType, to: ResolvedType): Assignability {
  if (!isCoercible(from.type, to.type)) {
    return {
      ok: false,
      code: "wrong-type",
      reason: `This input takes ${to.type}, the wire carries ${from.type}.`,
      mends: [],
    };
  }
  for (const [name, wanted] of Object.entries(to.params)) {
    const given = from.params[name];
    if (wanted === undefined || given === undefined || wanted === given) continue;
    const embedder = name === "embedder";
    return {
      ok: false,
      code: embedder ? "embedder-mismatch" : "wrong-type",
      reason: embedder
        ? `This query is embedded by ${given}; the collection is ${wanted}.`
        : `The wire's ${name} is ${given}, this input needs ${wanted}.`,
      mends: [],
    };
  }
  return { ok: true };
}

/** Says whether an output may be wired to an input of a graph, with the reason and the ways to mend it when not. */
export function canConnect(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: Facts,
  from: string,
  to: string,
): Assignability {
  const refuse = (reason: string, code: ProblemCode = "unknown-port"): Refusal => ({
    ok: false,
    code,
    reason,
    mends: [],
  });
  const target = splitPort(to);
  const source = splitPort(from);
  if (source.node === target.node) return refuse("A node cannot feed itself.", "cycle");
  const node = graph.nodes.find((candidate) => candidate.id === target.node);
  const manifest = node === undefined ? undefined : manifests.get(node.type);
  const spec = manifest?.inputs[target.port];
  const given = outputTypes(graph, manifests, facts)(from);
  if (node === undefined || manifest === undefined || spec === undefined) return refuse("There is no such input.");
  if (given === undefined) return refuse("There is no such output.");
  const wanted = resolvePort(spec, node, manifest, facts);
  const compared = compareTypes(given, wanted);
  if (compared.ok)
    return reaches(graph, target.node, source.node) ? refuse("This wire would close a circle.", "cycle") : compared;
  return compared.code === "embedder-mismatch"
    ? { ...compared, mends: embedderMends(graph, manifests, facts, target.node, source.node, given.params.embedder!) }
    : compared;
}

/** True when there is a way along the wires from one node to another. */
function reaches(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of graph.edges) if (splitPort(edge.from).node === id) open.push(splitPort(edge.to).node);
  }
  return false;
}

/**
 * Either search a collection that was built by the query's model, or embed the query by the collection's model, or build
 * the collection anew, by the query's model where that is the one that builds here.
 */
function embedderMends(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: Facts,
  target: string,
  source: string,
  embedder: string,
): Mend[] {
  const mends: Mend[] = [];
  const find = (id: string) => graph.nodes.find((node) => node.id === id);
  const setField = (id: string, field: string, value: string): Edit => ({
    do: "set-field",
    node: id,
    version: find(id)!.version,
    path: [field],
    value,
  });
  const targetNode = find(target);
  const targetManifest = targetNode === undefined ? undefined : manifests.get(targetNode.type);
  if (targetNode === undefined || targetManifest === undefined) return mends;
  const config = effectiveConfig(targetNode, targetManifest);
  for (const collection of facts.collections.filter((candidate) => candidate.embedder === embedder)) {
    mends.push({ title: `Use ${collection.name}`, edits: [setField(target, "collection", collection.name)] });
  }
  const searched = facts.collections.find((collection) => collection.name === config.collection);
  const sourceNode = find(source);
  const sourceManifest = sourceNode === undefined ? undefined : manifests.get(sourceNode.type);
  const canEmbedBy = sourceManifest !== undefined && "embedder" in sourceManifest.defaults;
  if (searched === undefined) return mends;
  if (canEmbedBy && (facts.embedders?.includes(searched.embedder) ?? true)) {
    mends.push({ title: `Embed by ${searched.embedder}`, edits: [setField(source, "embedder", searched.embedder)] });
  }
  const rebuild = searched.name;
  const builder = facts.rebuiltBy?.[rebuild];
  if (builder === embedder) mends.push({ title: `Rebuild ${rebuild} by ${builder}`, edits: [], rebuild });
  else if (builder !== undefined && builder !== searched.embedder && canEmbedBy) {
    const edits = [setField(source, "embedder", builder)];
    mends.push({ title: `Rebuild ${rebuild} and embed by ${builder}`, edits, rebuild });
  }
  return mends;
}
