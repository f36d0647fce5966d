/**
 * What is stored of a decision for experiments, beside its unit, arms, outcome and time. A metric over decisions sees them in its CEL
 * expression as `decision.filled`, `decision.outcome` …, and by the same names as a path of a `field` value. Nothing of it is personal.
 */
export interface ExperimentFacts {
  /** Slots that were filled. */
  readonly filled: number;
  /** Filled slots that exploration chose or may have moved. */
  readonly explored: number;
  /** Ids of the products in the slots, the first 20. */
  readonly items: readonly string[];
  /** Of an answer that two rankings share: the arm that drafted each of `items`. */
  readonly teams?: readonly string[];
  /**
   * Nodes whose step fell back, failed or was skipped; a list that would be empty is absent. A node that failed and is skipped then stands
   * in `failed` and `skipped`, one that lacked an input in `skipped` alone.
   */
  readonly fellBack?: readonly string[];
  readonly failed?: readonly string[];
  readonly skipped?: readonly string[];
  /** Nodes that gave their result after their time limit: none could be cut short. */
  readonly late?: readonly string[];
  /** Code of the error of a decision that failed. */
  readonly error?: string;
  /** Short scalar fields of the request that are no person's: `category`, `device` … */
  readonly request: { readonly [field: string]: string | number | boolean };
}

/**
 * A decision as metrics see it: its facts, how it ended and how long it took. Lists are always there, `error` is empty without one.
 */
export interface MeasuredDecision extends Required<Omit<ExperimentFacts, "teams">> {
  readonly outcome: string;
  readonly totalMs: number;
}
