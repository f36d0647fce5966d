import { StatsInputError } from "../degenerate.ts";

/**
 * Whether a grade counts as relevant; a grade that is NaN is the caller's mistake (an unjudged item has grade 0).
 *
 * @equation r ≥ relevantFrom
 * @source trec_eval, relevance_level
 * @default relevantFrom 1
 * @throws StatsInputError when the grade or relevantFrom is NaN
 */
export function isRelevant(grade: number | undefined, relevantFrom = 1): boolean {
  if (grade === undefined || Number.isNaN(grade)) throw new StatsInputError("ranked", "a grade is NaN");
  if (Number.isNaN(relevantFrom)) throw new StatsInputError("relevantFrom", "must be a number, got NaN");
  return grade >= relevantFrom;
}
