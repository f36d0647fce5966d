import type { Edit } from "../graph/edit.ts";
import { type Graph, type GraphEdge, splitPort } from "../graph/graph.ts";
import { nodesById, nodesReachedFrom, nodesReaching } from "../graph/graph-index.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { PortTypeName } from "../node-sdk/port-type.ts";
import { type FactReader, type Facts, readFacts } from "./facts.ts";
import { effectiveConfig, outputTypes, type ResolvedType, resolvePort, type TypeOf } from "./port-resolution.ts";
import type { ProblemCode, QuickFix } from "./problem.ts";

/** Why two ports do not go together. */
export interface Refusal {
  readonly ok: false;
  readonly code: ProblemCode;
  readonly reason: string;
  readonly quickFixes: readonly QuickFix[];
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
      quickFixes: [],
    };
  }
  for (const [name, required] of Object.entries(to.params)) {
    const given = from.params[name];
    if (required === undefined || given === undefined || required === given) continue;
    const embedder = name === "embedder";
    return {
      ok: false,
      code: embedder ? "embedder-mismatch" : "wrong-type",
      reason: embedder
        ? `This query is embedded by ${given}; the collection is ${required}.`
        : `The wire's ${name} is ${given}, this input needs ${required}.`,
      quickFixes: [],
    };
  }
  return { ok: true };
}

/** Says whether an output may be wired to an input, with the reason and the quick fixes when not. */
export type Connects = (from: string, to: string) => Assignability;

interface Made {
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly facts: Facts;
  readonly connects: Connects;
}

const made = new WeakMap<Graph, Made>();

/** `Connects` of one state of a graph; made once for it, so that asking for every port of a large graph stays fast. */
export function canConnect(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: Facts,
  from: string,
  to: string,
): Assignability {
  let found = made.get(graph);
  if (found?.manifests !== manifests || found.facts !== facts) {
    const reader = readFacts(facts);
    found = { manifests, facts, connects: connectsIn(graph, manifests, reader, outputTypes(graph, manifests, reader)) };
    made.set(graph, found);
  }
  return found.connects(from, to);
}

function connectsIn(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: FactReader,
  typeOf: TypeOf,
): Connects {
  const refuse = (reason: string, code: ProblemCode = "unknown-port"): Refusal => ({
    ok: false,
    code,
    reason,
    quickFixes: [],
  });
  const nodes = nodesById(graph);
  const closesCircle = circleFinder(graph);
  return (from, to) => {
    const target = splitPort(to);
    const source = splitPort(from);
    if (source.node === target.node) return refuse("A node cannot feed itself.", "cycle");
    const node = nodes.get(target.node);
    const manifest = node === undefined ? undefined : manifests.get(node.type);
    const spec = manifest?.inputs[target.port];
    const given = typeOf(from);
    if (node === undefined || manifest === undefined || spec === undefined) return refuse("There is no such input.");
    if (given === undefined) return refuse("There is no such output.");
    const compared = compareTypes(given, resolvePort(spec, node, manifest, facts));
    if (compared.ok)
      return closesCircle(source.node, target.node) ? refuse("This wire would close a circle.", "cycle") : compared;
    return { ...compared, quickFixes: quickFixesOf(compared, graph, manifests, facts, { from, to }, given) };
  };
}

/**
 * Says whether an edge between two nodes would close a circle. Whoever starts a wire asks for one end and many others: the walk from
 * that end is made once.
 */
function circleFinder(graph: Graph): (source: string, target: string) => boolean {
  let before: { readonly of: string; readonly nodes: ReadonlySet<string> } | undefined;
  let after: typeof before;
  let lastTarget: string | undefined;
  return (source, target) => {
    if (before?.of === source) return before.nodes.has(target);
    if (after?.of !== target && lastTarget === target) after = { of: target, nodes: nodesReachedFrom(graph, [target]) };
    lastTarget = target;
    if (after?.of === target) return after.nodes.has(source);
    before = { of: source, nodes: nodesReaching(graph, [source]) };
    return before.nodes.has(target);
  };
}

/** The ways to make a refused edge fit; none but for embedders. */
export function quickFixesOf(
  refusal: Refusal,
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  { all }: FactReader,
  edge: Pick<GraphEdge, "from" | "to">,
  given: ResolvedType,
): readonly QuickFix[] {
  if (refusal.code !== "embedder-mismatch") return [];
  const [target, source] = [splitPort(edge.to).node, splitPort(edge.from).node];
  return embedderFixes(graph, manifests, all, target, source, given.params.embedder!);
}

/**
 * Either search a collection that was built by the query's model, or embed the query by the collection's model, or build
 * the collection again, by the query's model where that is the one that builds here.
 */
function embedderFixes(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: Facts,
  target: string,
  source: string,
  embedder: string,
): QuickFix[] {
  const quickFixes: QuickFix[] = [];
  const find = (id: string) => nodesById(graph).get(id);
  const setField = (id: string, field: string, value: string): Edit => ({
    do: "set-field",
    node: id,
    version: find(id)!.version,
    path: [field],
    value,
  });
  const targetNode = find(target);
  const targetManifest = targetNode === undefined ? undefined : manifests.get(targetNode.type);
  if (targetNode === undefined || targetManifest === undefined) return quickFixes;
  const config = effectiveConfig(targetNode, targetManifest);
  for (const collection of facts.collections.filter((candidate) => candidate.embedder === embedder)) {
    quickFixes.push({ title: `Use ${collection.name}`, edits: [setField(target, "collection", collection.name)] });
  }
  const searched = facts.collections.find((collection) => collection.name === config.collection);
  const sourceNode = find(source);
  const sourceManifest = sourceNode === undefined ? undefined : manifests.get(sourceNode.type);
  const canEmbedBy = sourceManifest !== undefined && "embedder" in sourceManifest.defaults;
  if (searched === undefined) return quickFixes;
  if (canEmbedBy && (facts.embedders?.includes(searched.embedder) ?? true)) {
    quickFixes.push({
      title: `Embed by ${searched.embedder}`,
      edits: [setField(source, "embedder", searched.embedder)],
    });
  }
  const rebuild = searched.name;
  const builder = facts.rebuiltBy?.[rebuild];
  if (builder === embedder) quickFixes.push({ title: `Rebuild ${rebuild} by ${builder}`, edits: [], rebuild });
  else if (builder !== undefined && builder !== searched.embedder && canEmbedBy) {
    const edits = [setField(source, "embedder", builder)];
    quickFixes.push({ title: `Rebuild ${rebuild} and embed by ${builder}`, edits, rebuild });
  }
  return quickFixes;
}
