import { valueAtPath } from "../graph/config-path.ts";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "../graph/graph.ts";
import type { Json } from "../json.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { ParamSpec, PortSpec, PortTypeName } from "../node-sdk/port-type.ts";
import { type Facts, lookUpFact } from "./facts.ts";

/** A port's type with its parameters as far as they are known: a string, or undefined while open. */
export interface ResolvedType {
  readonly type: PortTypeName;
  readonly params: { readonly [name: string]: string | undefined };
}

/** A node's config with the definition's defaults under it. */
export function effectiveConfig(node: GraphNode, manifest: NodeManifest): { readonly [key: string]: Json } {
  return { ...manifest.defaults, ...node.config };
}

function resolveParam(
  spec: ParamSpec,
  config: { readonly [key: string]: Json },
  facts: Facts,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  if (typeof spec === "string") return spec;
  if ("variable" in spec) return variables.get(spec.variable);
  const read = (path: string) => {
    const value = valueAtPath(config, path.split("."));
    return value === undefined || value === null || value === "" ? undefined : String(value);
  };
  if ("config" in spec) return read(spec.config);
  let open = false;
  const path = spec.fact.replace(/\{config\.([^}]+)\}/g, (_all, field: string) => {
    const value = read(field);
    if (value === undefined) open = true;
    return value ?? "";
  });
  return open ? undefined : lookUpFact(facts, path);
}

/** Resolves one port of a graph node; type variables take what `variables` holds. */
export function resolvePort(
  spec: PortSpec,
  node: GraphNode,
  manifest: NodeManifest,
  facts: Facts,
  variables: ReadonlyMap<string, string> = new Map(),
): ResolvedType {
  const config = effectiveConfig(node, manifest);
  const params: Record<string, string | undefined> = {};
  for (const [name, param] of Object.entries(spec.params ?? {})) {
    params[name] = resolveParam(param, config, facts, variables);
  }
  return { type: spec.type, params };
}

/** Resolves the type of any output of a graph, following type variables upstream; cycles leave them open. */
export function outputTypes(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  facts: Facts,
): (ref: string) => ResolvedType | undefined {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = groupByTarget(graph.edges);
  const known = new Map<string, ResolvedType | undefined>();
  const resolve = (ref: string): ResolvedType | undefined => {
    if (known.has(ref)) return known.get(ref);
    known.set(ref, undefined);
    const { node: nodeId, port } = splitPort(ref);
    const node = nodes.get(nodeId);
    const manifest = node === undefined ? undefined : manifests.get(node.type);
    const spec = manifest?.outputs[port];
    if (node === undefined || manifest === undefined || spec === undefined) return undefined;
    const resolved = resolvePort(
      spec,
      node,
      manifest,
      facts,
      variablesOf(manifest, incoming.get(nodeId) ?? [], resolve),
    );
    known.set(ref, resolved);
    return resolved;
  };
  return resolve;
}

const targetOf = (edge: GraphEdge) => splitPort(edge.to).node;

function groupByTarget(edges: readonly GraphEdge[]): Map<string, GraphEdge[]> {
  const groups = new Map<string, GraphEdge[]>();
  for (const edge of edges) groups.set(targetOf(edge), [...(groups.get(targetOf(edge)) ?? []), edge]);
  return groups;
}

function variablesOf(
  manifest: NodeManifest,
  edges: readonly GraphEdge[],
  resolve: (ref: string) => ResolvedType | undefined,
): Map<string, string> {
  const variables = new Map<string, string>();
  for (const edge of edges) {
    const params = manifest.inputs[splitPort(edge.to).port]?.params ?? {};
    for (const [name, param] of Object.entries(params)) {
      if (typeof param !== "object" || !("variable" in param)) continue;
      const value = resolve(edge.from)?.params[name];
      if (value !== undefined) variables.set(param.variable, value);
    }
  }
  return variables;
}
