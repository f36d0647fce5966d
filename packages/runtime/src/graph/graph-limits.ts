import type { Graph } from "./graph.ts";

/** How large a graph may grow. A stored graph beyond them is still read, served and made smaller. */
export const graphLimits = {
  nodes: 2_000,
  edges: 10_000,
  notes: 500,
  groups: 500,
  samples: 200,
} as const;

/** Characters of JSON that a graph may have without its pins, which have limits of their own. */
export const maxGraphSize = 4 * 1024 * 1024;

const names: { readonly [List in keyof typeof graphLimits]: string } = {
  nodes: "nodes",
  edges: "wires",
  notes: "notes",
  groups: "groups",
  samples: "sample requests",
};
const advice = "split it into several pipelines";

/** Why a list of a graph may not have another entry, `undefined` when it may. */
export function fullList(graph: Graph, list: keyof typeof graphLimits): string | undefined {
  const limit = graphLimits[list];
  return graph[list].length < limit ? undefined : `a pipeline may have ${count(limit)} ${names[list]}; ${advice}`;
}

/** Everything in which a graph is beyond its limits, in words. */
export function beyondLimits(graph: Graph): readonly string[] {
  const lists = (Object.keys(graphLimits) as (keyof typeof graphLimits)[]).flatMap((list) => {
    const has = graph[list].length;
    if (has <= graphLimits[list]) return [];
    return [`It has ${count(has)} ${names[list]}; a pipeline may have ${count(graphLimits[list])}: ${advice}.`];
  });
  const size = graphSize(graph);
  if (size <= maxGraphSize) return lists;
  return [
    ...lists,
    `It has ${megabytes(size)} MB; a pipeline may have ${megabytes(maxGraphSize)} MB without pinned samples.`,
  ];
}

/** Characters of JSON of a graph without its pins. */
export function graphSize({ pins: _pins, ...graph }: Graph): number {
  return JSON.stringify(graph).length;
}

/** Why a graph of this many characters may not be stored. */
export function tooLarge(size: number): string {
  return `the pipeline would have ${megabytes(size)} MB; ${megabytes(maxGraphSize)} MB is the limit, shorten its settings or ${advice}`;
}

const count = (number: number) => number.toLocaleString("en");
const megabytes = (size: number) => (size / 1024 / 1024).toFixed(1);
