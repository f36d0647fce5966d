import { addToDistinct, type DistinctSketch, emptyDistinct } from "@aisle/stats/sketches/distinct-sketch";

/** How the steps of one node ended in an arm. */
export interface NodeCounts {
  fellBack: number;
  failed: number;
  skipped: number;
  /** These two are absent in sums of before they were counted. Took longer than its limit. */
  late?: number;
  /** Was skipped without having failed, in an answer. */
  passed?: number;
}

/** What the decisions of one arm amount to. */
export interface ArmCounts {
  decisions: number;
  /** Those that filled no slot. */
  empty: number;
  /** Those that failed because the run or a step ran out of its time; absent in sums of before it was counted. */
  timedOut?: number;
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
  readonly late: readonly string[];
  /** Code of the error of one that failed. */
  readonly error: string;
}

const timeErrors: ReadonlySet<string> = new Set(["run.deadline", "step.timeout"]);

const maxNodes = 500;

export function emptyArmCounts(): ArmCounts {
  return { decisions: 0, empty: 0, outcomes: {}, nodes: {}, slots: 0, explored: 0, items: emptyDistinct() };
}

export function countDecision(counts: ArmCounts, decision: CountedDecision): void {
  counts.decisions++;
  if (decision.filled === 0) counts.empty++;
  counts.outcomes[decision.outcome] = (counts.outcomes[decision.outcome] ?? 0) + 1;
  if (timeErrors.has(decision.error)) counts.timedOut = (counts.timedOut ?? 0) + 1;
  counts.slots += decision.filled;
  counts.explored += decision.explored;
  addToDistinct(counts.items, decision.items);
  // Behind a failed run nothing runs: only its cause says something.
  const passed =
    decision.outcome === "failed" ? [] : decision.skipped.filter((node) => !decision.failed.includes(node));
  for (const [kind, nodes] of Object.entries({ ...pick(decision), passed }) as [keyof NodeCounts, readonly string[]][])
    for (const node of nodes) {
      if (counts.nodes[node] === undefined && Object.keys(counts.nodes).length >= maxNodes) continue;
      const known = counts.nodes[node] ?? { fellBack: 0, failed: 0, skipped: 0 };
      counts.nodes[node] = known;
      known[kind] = (known[kind] ?? 0) + 1;
    }
}

const pick = ({ fellBack, failed, skipped, late }: CountedDecision) => ({ fellBack, failed, skipped, late });
