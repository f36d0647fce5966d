import { AisleError } from "../errors.ts";
import { type Graph, parseGraph, splitPort } from "./graph.ts";
import { beyondLimits } from "./graph-limits.ts";

const lists = ["nodes", "edges", "notes", "groups", "samples"] as const;

/**
 * Reads a graph that comes from outside: a file, a clipboard. Beyond the format it asks that ids are unique and that wires, groups
 * and pins name nodes that are there, and that it keeps to the limits of a graph; throws as `parseGraph`, every wrong place named,
 * and `graph.too-large`. Node types are not asked for: a graph may
 * hold some that are not installed here.
 */
export function readGraphFile(file: unknown): Graph {
  const graph = parseGraph(file);
  const beyond = beyondLimits(graph);
  if (beyond.length > 0) throw new AisleError("graph.too-large", beyond.join(" "), { issues: beyond });
  const issues = [...repeatedIds(graph), ...missingNodes(graph)];
  if (issues.length > 0)
    throw new AisleError("graph.invalid", `The file is not a graph: ${issues.slice(0, 5).join(" ")}`, { issues });
  return graph;
}

function repeatedIds(graph: Graph): string[] {
  return lists.flatMap((list) => {
    const seen = new Set<string>();
    return graph[list].flatMap(({ id }, at) => {
      const again = seen.has(id);
      seen.add(id);
      return again ? [`${list}.${at}.id: ${id} is there twice.`] : [];
    });
  });
}

function missingNodes(graph: Graph): string[] {
  const known = new Set(graph.nodes.map((node) => node.id));
  const issues: string[] = [];
  graph.edges.forEach((edge, at) => {
    for (const side of ["from", "to"] as const) {
      const { node } = splitPort(edge[side]);
      if (!known.has(node)) issues.push(`edges.${at}.${side}: There is no node ${node}.`);
    }
  });
  graph.groups.forEach((group, at) => {
    for (const node of group.nodes) {
      if (!known.has(node)) issues.push(`groups.${at}.nodes: There is no node ${node}.`);
    }
  });
  graph.pins?.forEach(({ port }, at) => {
    const { node } = splitPort(port);
    if (!known.has(node)) issues.push(`pins.${at}.port: There is no node ${node}.`);
  });
  return issues;
}
