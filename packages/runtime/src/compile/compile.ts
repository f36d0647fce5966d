import { contentHash } from "../canonical-json.ts";
import type { Graph } from "../graph/graph.ts";
import type { Json } from "../json.ts";
import type { ProcessCapabilities } from "../node-sdk/capabilities.ts";
import type { Registry } from "../node-sdk/registry.ts";
import { buildPlan } from "./build-plan.ts";
import { checkGraph } from "./check-graph.ts";
import { nodesReaching } from "./check-shape.ts";
import { configureNodes } from "./configure-nodes.ts";
import { evaluateConstants } from "./evaluate-constants.ts";
import type { Facts } from "./facts.ts";
import type { Plan } from "./plan.ts";
import { isPublishable, type Problem } from "./problem.ts";
import { validPart } from "./valid-part.ts";

export type CompileResult =
  | { readonly ok: true; readonly plan: Plan; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Compiles a graph into a plan, or says every problem at once. Config is parsed and `prepare` has run; steps that reach no
 * answer are left out with a note; `capabilities` are those that `prepare` may use.
 */
export async function compile(
  graph: Graph,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities = {},
): Promise<CompileResult> {
  const checked = checkGraph(graph, registry.manifests, facts);
  const { configured, problems: configProblems } = await configureNodes(graph, registry, capabilities);
  const problems = [...checked, ...configProblems];
  if (!isPublishable(problems)) return { ok: false, problems };
  const answer = graph.nodes.find((node) => registry.manifests.get(node.type)?.role === "answer");
  const keep = answer === undefined ? new Set(graph.nodes.map((node) => node.id)) : nodesReaching(graph, [answer.id]);
  const plan = buildPlan(graph, configured, keep, await planIdOf(graph, registry, facts));
  return { ok: true, plan: evaluateConstants(plan), problems };
}

/**
 * Compiles the largest valid part of a draft for a preview: nodes with an error, and those that need them, are left out.
 * With `upTo`, only what that node needs is kept. Constants are run like other steps, so that each shows its value.
 */
export async function compilePreview(
  graph: Graph,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities = {},
  upTo?: string,
): Promise<{ readonly plan: Plan; readonly problems: readonly Problem[] }> {
  const checked = checkGraph(graph, registry.manifests, facts);
  const { configured, problems: configProblems } = await configureNodes(graph, registry, capabilities);
  const problems = [...checked, ...configProblems];
  const part = validPart(graph, registry.manifests, problems);
  const wanted = upTo === undefined ? part.nodes : nodesReaching(part.graph, [upTo]);
  const keep = new Set([...wanted].filter((id) => part.nodes.has(id)));
  return { plan: buildPlan(part.graph, configured, keep, await planIdOf(graph, registry, facts)), problems };
}

/** The content hash over what a plan is made of: graph without its drawing, node versions, the models behind collections. */
function planIdOf(graph: Graph, registry: Registry, facts: Facts): Promise<string> {
  const nodes = graph.nodes.map(({ position: _position, ...node }) => ({
    ...node,
    installed: registry.definitions.get(node.type)?.version ?? 0,
  }));
  const collections = facts.collections.map(({ name, embedder }) => ({ name, embedder }));
  return contentHash({ nodes, edges: graph.edges, collections } as unknown as Json);
}
