import type { Problem } from "@aisle/runtime/compile/problem";

interface ProblemIndex {
  readonly ofNode: ReadonlyMap<string, Problem>;
  readonly ofEdge: ReadonlyMap<string, Problem>;
}

const indexes = new WeakMap<readonly Problem[], ProblemIndex>();

/** The first error of each node and of each wire; made once for each list, however many ask. */
export function firstErrors(problems: readonly Problem[]): ProblemIndex {
  let found = indexes.get(problems);
  if (found === undefined) {
    const ofNode = new Map<string, Problem>();
    const ofEdge = new Map<string, Problem>();
    for (const problem of problems) {
      if (problem.severity !== "error") continue;
      if (problem.node !== undefined && !ofNode.has(problem.node)) ofNode.set(problem.node, problem);
      if (problem.edge !== undefined && !ofEdge.has(problem.edge)) ofEdge.set(problem.edge, problem);
    }
    found = { ofNode, ofEdge };
    indexes.set(problems, found);
  }
  return found;
}

/** True when two problems say and offer the same, though they were found in different states of the graph. */
export function sameProblem(a: Problem | undefined, b: Problem | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.code === b.code && a.message === b.message && JSON.stringify(a.quickFixes) === JSON.stringify(b.quickFixes);
}
