import { contentHash } from "../canonical-json.ts";
import type { Graph } from "../graph/graph.ts";
import { nodesReaching } from "../graph/graph-index.ts";
import type { Json } from "../json.ts";
import type { ProcessCapabilities } from "../node-sdk/capabilities/capability.ts";
import type { Registry } from "../node-sdk/registry.ts";
import { buildPlan } from "./build-plan.ts";
import { inexactExploration } from "./check-exploration.ts";
import { checkGraphBy } from "./check-graph.ts";
import { type ConfiguredNode, configureNodes, type PreparedNodes } from "./configure-nodes.ts";
import { evaluateConstants } from "./evaluate-constants.ts";
import { fillPath } from "./fact-path.ts";
import { type FactReader, type Facts, readFacts } from "./facts.ts";
import type { Plan } from "./plan.ts";
import { configText } from "./port-resolution.ts";
import { isPublishable, type Problem } from "./problem.ts";
import { validPart } from "./valid-part.ts";

export type CompileResult =
  | { readonly ok: true; readonly plan: Plan; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Compiles a graph into a plan, or says every problem at once. Config is parsed and `prepare` has run; steps that reach no
 * answer are left out with a note; `capabilities` are those that `prepare` may use. Graphs that are compiled with the same `prepared`
 * share what `prepare` makes for nodes that are the same in both.
 */
export async function compile(
  graph: Graph,
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities = {},
  prepared?: PreparedNodes,
): Promise<CompileResult> {
  const reader = readFacts(facts);
  const checked = checkGraphBy(graph, registry.manifests, reader);
  const { configured, problems: configProblems } = await configureNodes(graph, registry, capabilities, prepared);
  const problems = checked.concat(configProblems);
  if (!isPublishable(problems)) return { ok: false, problems };
  const answer = graph.nodes.find((node) => registry.manifests.get(node.type)?.role === "answer");
  const planned =
    answer === undefined ? new Set(graph.nodes.map((node) => node.id)) : nodesReaching(graph, [answer.id]);
  const plan = buildPlan(graph, configured, planned, await identityOf(graph, registry, configured, reader));
  const isInexact = inexactExploration(graph, registry.manifests, planned).length > 0;
  return { ok: true, plan: evaluateConstants(isInexact ? { ...plan, unknownOdds: true } : plan), problems };
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
  const reader = readFacts(facts);
  const checked = checkGraphBy(graph, registry.manifests, reader);
  const { configured, problems: configProblems } = await configureNodes(graph, registry, capabilities);
  const problems = checked.concat(configProblems);
  const part = validPart(graph, registry.manifests, problems);
  const needed = upTo === undefined ? part.nodes : nodesReaching(part.graph, [upTo]);
  const planned = new Set([...needed].filter((id) => part.nodes.has(id)));
  const identity = await identityOf(graph, registry, configured, reader);
  return { plan: buildPlan(part.graph, configured, planned, identity), problems };
}

/**
 * The facts that a plan depends on and the content hash over what it is made of: graph without its drawing, node versions, and
 * those facts. What nobody read, such as a collection that no node searches, makes no other plan.
 */
async function identityOf(
  graph: Graph,
  registry: Registry,
  configured: ReadonlyMap<string, ConfiguredNode>,
  facts: FactReader,
): Promise<Pick<Plan, "planId" | "facts">> {
  for (const { definition, config } of configured.values()) {
    for (const template of definition.reads ?? []) {
      const path = fillPath(template, (field) => configText(config, field));
      if (path !== undefined) facts.get(path);
    }
  }
  const nodes = graph.nodes.map(({ position: _position, ...node }) => {
    const source = registry.sources.get(node.type);
    const installed = registry.definitions.get(node.type)?.version ?? 0;
    return { ...node, installed, ...(source === undefined ? {} : { source: { ...source } }) };
  });
  const made = { nodes, edges: graph.edges, facts: facts.read };
  return { planId: await contentHash(made as unknown as Json), facts: facts.read };
}
