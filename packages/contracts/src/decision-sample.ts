import type { Decision, DecisionOutcome } from "./decision.ts";

/** Which decisions of an endpoint are drawn from; samples of the studio are left out. */
export interface DecisionSampleQuery {
  /** The endpoint's address and its earlier ones. */
  readonly endpoints: readonly string[];
  /** Milliseconds since 1970, whole minutes; `until` is the first that does not count. */
  readonly since: number;
  readonly until: number;
  readonly outcomes: readonly DecisionOutcome[];
  /** Only what this version answered itself, no canary and no arm of an experiment. */
  readonly versionId?: string;
  /** Most decisions that are drawn. */
  readonly limit: number;
}

/** A decision that was drawn; `read` gives the whole. */
export interface DrawnDecision {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface DecisionSample {
  /** In the order of time. */
  readonly drawn: readonly DrawnDecision[];
  /** How many of the time had which outcome, as they were counted when they were made. */
  readonly counts: { readonly [outcome in DecisionOutcome]: number };
}

/** Samples of the decision log, drawn by a hash of the decision's id: the same again as long as the log is the same. */
export interface DecisionSamples {
  /** What is read is bounded by the limit and not by the traffic. */
  draw(workspaceId: string, query: DecisionSampleQuery): Promise<DecisionSample>;
  /** Those of the drawn that are still stored, in the order of time. */
  read(workspaceId: string, drawn: readonly DrawnDecision[]): Promise<readonly Decision[]>;
  /** The last minute before a time in which a request came to one of the addresses; `undefined` without any. */
  lastTraffic(workspaceId: string, endpoints: readonly string[], before: number): Promise<number | undefined>;
}
