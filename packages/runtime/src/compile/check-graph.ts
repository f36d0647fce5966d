import { type Graph, type GraphEdge, type GraphNode, splitPort } from "../graph/graph.ts";
import { edgesIntoPort, nodesById } from "../graph/graph-index.ts";
import type { NodeManifest } from "../node-sdk/manifest.ts";
import { compareTypes, quickFixesOf } from "./assignable.ts";
import { checkShape } from "./check-shape.ts";
import { type FactReader, type Facts, readFacts } from "./facts.ts";
import { orderNodes } from "./order-nodes.ts";
import { outputTypes, resolvePort } from "./port-resolution.ts";
import type { Problem } from "./problem.ts";

/**
 * Every problem that can be seen without running anything: unknown nodes, wires, cycles, missing inputs, effects, budget.
 * Pure and free of node code, so that the canvas and the server say the same. Config is checked by `compile`.
 */
export function checkGraph(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: Facts): Problem[] {
  return checkGraphBy(graph, manifests, readFacts(facts));
}

/** `checkGraph` over facts that note what is read of them. */
export function checkGraphBy(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: FactReader): Problem[] {
  const problems: Problem[] = [];
  for (const node of graph.nodes) problems.push(...checkNode(node, manifests.get(node.type), facts));
  for (const problem of checkEdges(graph, manifests, facts)) problems.push(problem);
  for (const node of graph.nodes) {
    const manifest = manifests.get(node.type);
    if (manifest !== undefined) problems.push(...checkInputs(graph, node, manifest));
  }
  for (const id of orderNodes(graph).cyclic) {
    problems.push({
      code: "cycle",
      severity: "error",
      node: id,
      message: "The wires run in a circle here; remove one of them.",
    });
  }
  for (const problem of checkShape(graph, manifests, facts.all)) problems.push(problem);
  return problems;
}

function checkNode(node: GraphNode, manifest: NodeManifest | undefined, facts: FactReader): Problem[] {
  if (manifest === undefined) {
    const message = `The node type ${node.type} is not installed. Its place and wires are kept; install its package or replace it.`;
    return [{ code: "unknown-node", severity: "error", node: node.id, message }];
  }
  const problems: Problem[] = [];
  if (node.version > manifest.version) {
    const message = `This node was made by version ${node.version} of ${node.type}; version ${manifest.version} is installed. Update the package.`;
    problems.push({ code: "unknown-node", severity: "error", node: node.id, message });
  }
  const { permittedEffects } = facts.all;
  for (const effect of manifest.effects) {
    if (permittedEffects === undefined || permittedEffects.includes(effect)) continue;
    const message = `${manifest.title} needs “${effect}”, which this pipeline may not use.`;
    problems.push({ code: "effect-not-permitted", severity: "error", node: node.id, message });
  }
  if (manifest.role === "batch" && facts.target === "endpoint") {
    const message = `${manifest.title} works on whole tables and belongs in a job, not in an endpoint.`;
    problems.push({ code: "batch-in-endpoint", severity: "error", node: node.id, message });
  }
  for (const [port, spec] of Object.entries(manifest.inputs)) {
    const open = Object.entries(resolvePort(spec, node, manifest, facts).params).find(
      ([, value]) => value === undefined,
    );
    const param = open === undefined ? undefined : spec.params?.[open[0]];
    if (typeof param !== "object" || !("fact" in param)) continue;
    const message = `The ${open![0]} of “${node.config.collection ?? manifest.defaults.collection ?? "?"}” is not known: import a catalogue, or choose a collection that is there.`;
    problems.push({ code: "unknown-fact", severity: "error", node: node.id, port, message });
  }
  return problems;
}

function checkEdges(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>, facts: FactReader): Problem[] {
  const problems: Problem[] = [];
  const typeOf = outputTypes(graph, manifests, facts);
  const nodes = nodesById(graph);
  const mark = (edge: GraphEdge, message: string): Problem => {
    const { node, port } = splitPort(edge.to);
    return { code: "unknown-port", severity: "error", edge: edge.id, node, port, message };
  };
  for (const edge of graph.edges) {
    const source = splitPort(edge.from);
    const target = splitPort(edge.to);
    const sourceManifest = manifests.get(nodes.get(source.node)?.type ?? "");
    const targetNode = nodes.get(target.node);
    const targetManifest = manifests.get(targetNode?.type ?? "");
    if (sourceManifest === undefined || targetManifest === undefined || targetNode === undefined) {
      if (!nodes.has(source.node) || !nodes.has(target.node))
        problems.push(mark(edge, "This wire hangs in the air: its node is gone."));
      continue;
    }
    const given = typeOf(edge.from);
    const spec = targetManifest.inputs[target.port];
    if (given === undefined)
      problems.push(mark(edge, `${sourceManifest.title} has no output “${source.port}” any more.`));
    else if (spec === undefined)
      problems.push(mark(edge, `${targetManifest.title} has no input “${target.port}” any more.`));
    else {
      const compared = compareTypes(given, resolvePort(spec, targetNode, targetManifest, facts));
      if (compared.ok) continue;
      const quickFixes = quickFixesOf(compared, graph, manifests, facts, edge, given);
      problems.push({ ...mark(edge, compared.reason), code: compared.code, quickFixes });
    }
  }
  return problems;
}

function checkInputs(graph: Graph, node: GraphNode, manifest: NodeManifest): Problem[] {
  const problems: Problem[] = [];
  for (const [port, spec] of Object.entries(manifest.inputs)) {
    const wires = edgesIntoPort(graph, `${node.id}.${port}`).length;
    const at = { severity: "error", node: node.id, port } as const;
    const label = spec.title ?? port;
    if (spec.arity === "required" && wires === 0) {
      problems.push({ ...at, code: "missing-wire", message: `“${label}” needs a wire of type ${spec.type}.` });
    }
    if (spec.arity === "many" && wires < (spec.min ?? 1)) {
      problems.push({
        ...at,
        code: "missing-wire",
        message: `“${label}” needs ${spec.min ?? 1} wires or more of type ${spec.type}.`,
      });
    }
    if (spec.arity !== "many" && wires > 1) {
      problems.push({
        ...at,
        code: "too-many-wires",
        message: `“${label}” takes one wire; join several with Fuse or First of.`,
      });
    }
  }
  return problems;
}
