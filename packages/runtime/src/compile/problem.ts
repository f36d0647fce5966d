import type { Edit } from "../graph/edit.ts";

/** What can be wrong with a graph. */
export type ProblemCode =
  | "unknown-node"
  | "old-node"
  | "bad-config"
  | "prepare-failed"
  | "unknown-port"
  | "wrong-type"
  | "embedder-mismatch"
  | "unknown-fact"
  | "too-many-wires"
  | "missing-wire"
  | "cycle"
  | "no-trigger"
  | "several-triggers"
  | "no-answer"
  | "several-answers"
  | "answer-unreached"
  | "effect-not-permitted"
  | "batch-in-endpoint"
  | "over-budget"
  | "inexact-exploration"
  | "unused-node";

/** A one-click way to mend a problem: edits, applied like any others, after a collection was built anew where one is named. */
export interface Mend {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The collection to build anew first, by `Facts.rebuiltBy`. */
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
  readonly mends?: readonly Mend[];
  /** True when something outside was away: the same graph may have no problem later. */
  readonly transient?: true;
}

/** True when nothing blocks publishing. */
export function isPublishable(problems: readonly Problem[]): boolean {
  return problems.every((problem) => problem.severity !== "error");
}
