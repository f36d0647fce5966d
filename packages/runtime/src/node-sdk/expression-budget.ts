/** What the expressions of one run may still spend. All steps of the run share it and count it down. */
export interface ExpressionBudget {
  /** Evaluated parts of expressions, elements of lists and eighths of a text's characters; below zero when used up. */
  steps: number;
  /** Milliseconds of pattern matching; below zero when used up. */
  matchingMs: number;
}

/** The budget of one run: about a fifth of a second of work. */
export const expressionBudget = (): ExpressionBudget => ({ steps: 4_000_000, matchingMs: 250 });
