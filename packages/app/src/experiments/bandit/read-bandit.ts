import {
  type ArmPosterior,
  type ExperimentMetric,
  type ExperimentSpec,
  usualBandit,
} from "@aisle/contracts/experiment";
import type { BanditReading } from "@aisle/contracts/reading";
import { type Belief, chanceBest } from "@aisle/stats/bayesian/chance-best";
import { thompsonWeights } from "@aisle/stats/bayesian/thompson-weights";
import { isDegenerate } from "@aisle/stats/degenerate";
import type { WeightedSummary } from "@aisle/stats/effects/weighted-summary";
import { seededRandom } from "@aisle/stats/seeded-random";
import type { AssignedUnits } from "../read/assigned-units.ts";
import { type MetricNumbers, summariesOf } from "../read/read-metric.ts";

/** Draws of the simulation: a chance has a standard error of 0.005 at most. */
const banditDraws = 10_000;
/** Each arm is shown to so many units before the split follows them. */
const leastUnits = 100;

/**
 * What a bandit believes of its arms and how it would split next, from the primary metric over units that are weighted by their odds:
 * Beta posteriors of proportions under a flat prior, normal ones of means. The same units at the same time give the same weights.
 */
export function readBandit(
  spec: ExperimentSpec,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  numbers: MetricNumbers,
  at: number,
): BanditReading {
  const { arms, bandit = usualBandit } = spec;
  const seed = `bandit ${at}`;
  const { plain } = summariesOf(metric.kind, metric.quantile, units, numbers);
  const found = plain.map((summary) => (isDegenerate(summary) ? undefined : (summary as WeightedSummary)));
  const base = { draws: banditDraws, seed };
  const posteriorOf = (chances: readonly number[]): readonly ArmPosterior[] =>
    arms.map(({ key }, arm) => {
      const { n = 0, mean = 0, variance = 0, effectiveUnits = 0 } = found[arm] ?? {};
      const standardError = n > 0 ? Math.sqrt(variance / n) : 0;
      return { arm: key, effectiveUnits, mean, standardError, chanceBest: chances[arm]! };
    });
  const even = arms.map(() => 1 / arms.length);
  const few = arms.find((_, arm) => (found[arm]?.n ?? 0) < leastUnits);
  if (few !== undefined) {
    const n = found[arms.indexOf(few)]?.n ?? 0;
    const waiting = `The split stays as it is until each arm has ${leastUnits} units: ${few.name} has ${n}.`;
    return { ...base, posterior: posteriorOf(even), waiting };
  }
  const beliefs = found.map((summary) => beliefOf(metric.kind === "proportion", summary!));
  const chances = chanceBest(beliefs, seededRandom(seed), { draws: banditDraws, inverse: metric.better === "lower" });
  const weights = thompsonWeights(chances, bandit.floor);
  return {
    ...base,
    posterior: posteriorOf(chances),
    weights: Object.fromEntries(arms.map(({ key }, arm) => [key, weights[arm]!])),
  };
}

/** A proportion of weighted units is believed as so many plain ones as they are worth. */
function beliefOf(isProportion: boolean, { n, mean, variance, effectiveUnits }: WeightedSummary): Belief {
  if (!isProportion) return { mean, standardDeviation: Math.sqrt(variance / n) };
  return { alpha: 1 + mean * effectiveUnits, beta: 1 + (1 - mean) * effectiveUnits };
}
