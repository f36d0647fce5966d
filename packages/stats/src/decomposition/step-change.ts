import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";

/** How well counts fit a step at one place. */
export interface StepChange {
  /** Counts over what was expected, before and from the place on. */
  readonly before: number;
  readonly after: number;
  /** How many times likelier the counts are with a step here than with one level, as a natural logarithm. */
  readonly logLikelihoodRatio: number;
}

/**
 * How much likelier counts are with a step of their level at a place than without one: each count is Poisson with a mean of `level ·
 * expected`. Places whose ratio lies within 1.92 of the best one form an approximate 95 % interval of where the step is. Degenerate:
 * `empty` when one side expects nothing, or nothing was counted at all.
 *
 * @equation Λ = N₀ ln(N₀/E₀) + N₁ ln(N₁/E₁) − N ln(N/E), sums of counts N and of expected E before and from the place on
 * @source Hinkley (1970), Biometrika 57:1 (inference about a change-point); Kulldorff (1997), eq. for Poisson counts; 1.92 = χ²₁ / 2
 * @throws StatsInputError when the arrays differ in length, `at` is no place in them, or a figure is negative or not finite
 */
export function stepChange(
  counts: readonly number[],
  expected: readonly number[],
  at: number,
): StepChange | Degenerate {
  if (counts.length !== expected.length) throw new StatsInputError("expected", "must be as many as counts");
  requireCount("at", at, 0);
  if (at > counts.length) throw new StatsInputError("at", `lies behind the last of ${counts.length} counts`);
  const sums = { countBefore: 0, countAfter: 0, expectedBefore: 0, expectedAfter: 0 };
  for (let i = 0; i < counts.length; i++) {
    const [count, mean] = [counts[i]!, expected[i]!];
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY && mean >= 0 && mean < Number.POSITIVE_INFINITY))
      throw new StatsInputError("counts and expected", `must be finite and not negative, got ${count} and ${mean}`);
    if (i < at) {
      sums.countBefore += count;
      sums.expectedBefore += mean;
    } else {
      sums.countAfter += count;
      sums.expectedAfter += mean;
    }
  }
  const { countBefore, countAfter, expectedBefore, expectedAfter } = sums;
  if (!(expectedBefore > 0 && expectedAfter > 0))
    return degenerate("empty", "nothing is expected on one side of the step");
  if (countBefore + countAfter === 0) return degenerate("empty", "nothing was counted");
  const term = (count: number, mean: number) => (count === 0 ? 0 : count * Math.log(count / mean));
  const ratio =
    term(countBefore, expectedBefore) +
    term(countAfter, expectedAfter) -
    term(countBefore + countAfter, expectedBefore + expectedAfter);
  if (!Number.isFinite(ratio)) return degenerate("not-finite", "the counts leave the range of a double");
  return {
    before: countBefore / expectedBefore,
    after: countAfter / expectedAfter,
    logLikelihoodRatio: Math.max(0, ratio),
  };
}
