import { addToDistinct, type DistinctSketch, emptyDistinct } from "@aisle/stats/sketches/distinct-sketch";

/** How the steps of one node ended in an arm. */
export interface NodeCounts {
  fellBack: number;
  failed: number;
  skipped: number;
}

/** What the decisions of one arm amount to. */
export interface ArmCounts {
  decisions: number;
  /** Those that filled no slot. */
  empty: number;
  /** By outcome. */
  readonly outcomes: { [outcome: string]: number };
  readonly nodes: { [node: string]: NodeCounts };
  slots: number;
  explored: number;
  /** Different products that were shown. */
  readonly items: DistinctSketch;
}

/** A decision as it is counted. */
export interface CountedDecision {
  readonly outcome: string;
  readonly filled: number;
  readonly explored: number;
  readonly items: readonly string[];
  readonly fellBack: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

const maxNodes = 500;

export function emptyArmCounts(): ArmCounts {
  return { decisions: 0, empty: 0, outcomes: {}, nodes: {}, slots: 0, explored: 0, items: emptyDistinct() };
}

export function countDecision(counts: ArmCounts, decision: CountedDecision): void {
  counts.decisions++;
  if (decision.filled === 0) counts.empty++;
  counts.outcomes[decision.outcome] = (counts.outcomes[decision.outcome] ?? 0) + 1;
  counts.slots += decision.filled;
  counts.explored += decision.explored;
  addToDistinct(counts.items, decision.items);
  for (const kind of ["fellBack", "failed", "skipped"] as const)
    for (const node of decision[kind]) {
      if (counts.nodes[node] === undefined && Object.keys(counts.nodes).length >= maxNodes) continue;
      counts.nodes[node] ??= { fellBack: 0, failed: 0, skipped: 0 };
      counts.nodes[node][kind]++;
    }
}
