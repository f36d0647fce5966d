import type { Edit } from "../graph/edit.ts";

/**
 * What can be wrong with a graph, by its code. `inGraph`: the pure check finds it, in the browser as well; the others show only
 * where configs are parsed and nodes prepared.
 */
export const problemTable = {
  "unknown-node": { inGraph: true },
  "old-node": { inGraph: false },
  "bad-config": { inGraph: false },
  "prepare-failed": { inGraph: false },
  "unknown-port": { inGraph: true },
  "wrong-type": { inGraph: true },
  "embedder-mismatch": { inGraph: true },
  "unknown-fact": { inGraph: true },
  "too-many-wires": { inGraph: true },
  "missing-wire": { inGraph: true },
  cycle: { inGraph: true },
  "no-trigger": { inGraph: true },
  "several-triggers": { inGraph: true },
  "no-answer": { inGraph: true },
  "several-answers": { inGraph: true },
  "answer-unreached": { inGraph: true },
  "effect-not-permitted": { inGraph: true },
  "batch-in-endpoint": { inGraph: true },
  "over-budget": { inGraph: true },
  "inexact-exploration": { inGraph: true },
  "unused-node": { inGraph: true },
  // A rule that is true of no product of the catalog, or of every one.
  "idle-rule": { inGraph: false },
} as const satisfies { readonly [code: string]: { readonly inGraph: boolean } };

export type ProblemCode = keyof typeof problemTable;

/** A one-click way to fix a problem: edits, applied like any others, after a collection was rebuilt where one is named. */
export interface QuickFix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The collection to rebuild first, by `Facts.rebuiltBy`. */
  readonly rebuild?: string;
}

/** Something wrong with a graph, in words for a merchandiser, tied to what it marks on the canvas. */
export interface Problem {
  readonly code: ProblemCode;
  /** An error blocks publishing; a warning or a note does not. */
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly node?: string;
  readonly port?: string;
  readonly edge?: string;
  /** Path of the config field, joined by dots. */
  readonly field?: string;
  readonly quickFixes?: readonly QuickFix[];
  /** True when something outside was away: the same graph may have no problem later. */
  readonly transient?: true;
}

/** True when nothing blocks publishing. */
export function isPublishable(problems: readonly Problem[]): boolean {
  return problems.every((problem) => problem.severity !== "error");
}
