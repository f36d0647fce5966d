import { type Graph, splitPort } from "../graph/graph.ts";
import { edgesInto, nodesById, nodesReaching } from "../graph/graph-index.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import { checkExploration } from "./check-exploration.ts";
import type { Facts } from "./facts.ts";
import { orderNodes } from "./order-nodes.ts";
import type { Problem } from "./problem.ts";

/** Problems of the graph as a whole: trigger, answer, nodes without use, latency budget. */
export function checkShape(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: Facts): Problem[] {
  const withRole = (role: string) => graph.nodes.filter((node) => manifests.get(node.type)?.role === role);
  const problems: Problem[] = [];
  const error = (code: Problem["code"], message: string, node?: string) =>
    problems.push({ code, severity: "error", message, ...(node === undefined ? {} : { node }) });
  const triggers = withRole("trigger");
  const answers = withRole("answer");
  if (facts.target === "endpoint") {
    if (triggers.length === 0)
      error("no-trigger", "Add an Endpoint request: it is where the shopper's request comes in.");
    if (answers.length === 0) error("no-answer", "Add an Answer: it is what the endpoint sends back.");
  }
  for (const extra of triggers.slice(1))
    error("several-triggers", "A pipeline has one Endpoint request; remove this one.", extra.id);
  for (const extra of answers.slice(1))
    error("several-answers", "A pipeline has one Answer; remove this one.", extra.id);
  const [answer] = answers;
  if (answer !== undefined) {
    const reaching = nodesReaching(graph, [answer.id]);
    for (const problem of checkExploration(graph, manifests, answer.id, reaching)) problems.push(problem);
    if (reaching.size === 1) error("answer-unreached", "Nothing reaches the answer; wire products into it.", answer.id);
    for (const node of graph.nodes) {
      if (reaching.has(node.id)) continue;
      const message = "No wire leads from here to the answer: endpoints leave this node out.";
      problems.push({ code: "unused-node", severity: "note", node: node.id, message });
    }
  }
  return problems.concat(checkBudget(graph, manifests, facts));
}

/** Sums the measured p95s along the slowest path: an upper bound, since p95s of independent steps do not add up exactly. */
function checkBudget(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: Facts): Problem[] {
  if (facts.latencyBudgetMs === undefined || facts.p95Ms === undefined) return [];
  const finish = new Map<string, number>();
  const nodes = nodesById(graph);
  let slowest: { id: string; ms: number } | undefined;
  for (const id of orderNodes(graph).order) {
    let start = 0;
    for (const edge of edgesInto(graph, id)) start = Math.max(start, finish.get(splitPort(edge.from).node) ?? 0);
    const { type } = nodes.get(id)!;
    const ms = start + (facts.p95Ms[type] ?? 0);
    finish.set(id, ms);
    if (manifests.has(type) && (slowest === undefined || ms > slowest.ms)) slowest = { id, ms };
  }
  if (slowest === undefined || slowest.ms <= facts.latencyBudgetMs) return [];
  const message = `The slowest path takes about ${Math.round(slowest.ms)} ms (p95), the limit is ${facts.latencyBudgetMs} ms.`;
  return [{ code: "over-budget", severity: "error", node: slowest.id, message }];
}
