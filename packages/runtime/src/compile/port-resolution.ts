import { valueAtPath } from "../graph/config-path.ts";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "../graph/graph.ts";
import { edgesInto, nodesById } from "../graph/graph-index.ts";
import type { Json } from "../json.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import type { ParamSpec, PortSpec, PortTypeName } from "../node-sdk/port-type.ts";
import { fillPath } from "./fact-path.ts";
import type { FactReader } from "./facts.ts";

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
  facts: FactReader,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  if (typeof spec === "string") return spec;
  if ("variable" in spec) return variables.get(spec.variable);
  if ("config" in spec) return configText(config, spec.config);
  const path = fillPath(spec.fact, (field) => configText(config, field));
  return path === undefined ? undefined : facts.get(path);
}

/** The value of a config field as text; `undefined` when it is empty. */
export function configText(config: { readonly [key: string]: Json }, field: string): string | undefined {
  const value = valueAtPath(config, field.split("."));
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** Resolves one port of a graph node; type variables take what `variables` holds. */
export function resolvePort(
  spec: PortSpec,
  node: GraphNode,
  manifest: NodeManifest,
  facts: FactReader,
  variables: ReadonlyMap<string, string> = noVariables,
): ResolvedType {
  if (spec.params === undefined) return { type: spec.type, params: {} };
  const config = effectiveConfig(node, manifest);
  const params: Record<string, string | undefined> = {};
  for (const [name, param] of Object.entries(spec.params)) {
    params[name] = resolveParam(param, config, facts, variables);
  }
  return { type: spec.type, params };
}

const noVariables: ReadonlyMap<string, string> = new Map();

/** Says the type of any output of a graph (`node.port`); `undefined` when there is no such output. */
export type TypeOf = (ref: string) => ResolvedType | undefined;

/**
 * Resolves the types of a graph's outputs, each once, following type variables upstream; cycles leave them open. Without
 * recursion, so that a long chain of nodes that pass a type on is no deep stack.
 */
export function outputTypes(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: FactReader): TypeOf {
  const nodes = nodesById(graph);
  const known = new Map<string, ResolvedType | undefined>();
  return (asked) => {
    const open = known.has(asked) ? [] : [asked];
    for (let ref = open.at(-1); ref !== undefined; ref = open.at(-1)) {
      const { node: id, port } = splitPort(ref);
      const node = nodes.get(id);
      const manifest = node === undefined ? undefined : manifests.get(node.type);
      const spec = manifest?.outputs[port];
      if (node === undefined || manifest === undefined || spec === undefined) {
        known.set(ref, undefined);
        open.pop();
        continue;
      }
      const sources = hasVariable(spec) ? variableSources(manifest, edgesInto(graph, id)) : [];
      if (!known.has(ref)) {
        // Until its sources are known; on a cycle it stays open for those that ask meanwhile.
        known.set(ref, undefined);
        const before = sources.map(({ from }) => from).filter((from) => !known.has(from));
        open.push(...before);
        if (before.length > 0) continue;
      }
      open.pop();
      const variables = new Map<string, string>();
      for (const { variable, param, from } of sources) {
        const value = known.get(from)?.params[param];
        if (value !== undefined) variables.set(variable, value);
      }
      known.set(ref, resolvePort(spec, node, manifest, facts, variables));
    }
    return known.get(asked);
  };
}

const hasVariable = (spec: PortSpec) =>
  Object.values(spec.params ?? {}).some((param) => typeof param === "object" && "variable" in param);

/** Which upstream outputs give a node's type variables their values. */
function variableSources(manifest: NodeManifest, edges: readonly GraphEdge[]) {
  return edges.flatMap(({ from, to }) =>
    Object.entries(manifest.inputs[splitPort(to).port]?.params ?? {}).flatMap(([param, spec]) =>
      typeof spec === "object" && "variable" in spec ? [{ variable: spec.variable, param, from }] : [],
    ),
  );
}
