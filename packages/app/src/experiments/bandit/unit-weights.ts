import type { Experiment } from "@aisle/contracts/experiment";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import type { AssignedUnits } from "../read/assigned-units.ts";
import { periodAt, splitHistory } from "./split-history.ts";

/** The finest share that units are hashed by: no odds are below it. */
const leastOdds = 0.0001;

/**
 * Units of a bandit with their weights, one over the odds that their arm had at their first exposure: as the decision has them, since a
 * process may go on with older weights for a moment, else by the history of the split.
 */
export function withUnitWeights(
  experiment: Pick<Experiment, "spec" | "weights">,
  fold: Pick<ExperimentFold, "units">,
  units: AssignedUnits,
): AssignedUnits {
  const history = splitHistory(experiment);
  const { starts, exposedAt, rowOf } = units;
  const weights = new Float64Array(exposedAt.length);
  for (let arm = 0; arm + 1 < starts.length; arm++)
    for (let slot = starts[arm]!; slot < starts[arm + 1]!; slot++) {
      const odds = fold.units.oddsOf(rowOf[slot]!) || periodAt(history, exposedAt[slot]!).odds[arm]!;
      weights[slot] = 1 / Math.max(leastOdds, odds);
    }
  return { ...units, weights };
}

/** The share of all units that each arm should have got, by the odds of when they came. */
export function expectedShares(
  experiment: Pick<Experiment, "spec" | "weights">,
  { exposedAt }: AssignedUnits,
): readonly number[] {
  const history = splitHistory(experiment);
  const sums = history[0]!.odds.map(() => 0);
  for (const at of exposedAt) for (const [arm, odds] of periodAt(history, at).odds.entries()) sums[arm]! += odds;
  const all = sums.reduce((total, sum) => total + sum, 0);
  return all === 0 ? history.at(-1)!.odds : sums.map((sum) => sum / all);
}
