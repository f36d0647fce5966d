import { requireCount, requirePositive, StatsInputError } from "../degenerate.ts";
import { normalDraw, type Random } from "../seeded-random.ts";
import type { BetaShape } from "./beta-binomial.ts";

/** A normal distribution of what is believed of a mean. */
export interface NormalShape {
  mean: number;
  /** 0 for what is known for sure. */
  standardDeviation: number;
}

/** What is believed of an arm: of a rate, or of a mean. */
export type Belief = BetaShape | NormalShape;

export interface ChanceBestOptions {
  draws?: number;
  /** True when less is better. */
  inverse?: boolean;
}

/**
 * P(each arm is the best one), by drawing all arms' posteriors together; ties share. Sums to 1. With 10,000 draws the standard error of
 * a chance is 0.005 at most.
 *
 * @equation P̂(a) = share of draws in which θ_a = max θ (min when less is better)
 * @source Thompson (1933), Biometrika 25:285; Scott (2010), A modern Bayesian look at the multi-armed bandit
 * @default draws 10000
 * @default inverse false
 * @throws StatsInputError when no arm is given, draws is not a whole number of at least 1 or a belief is not usable
 */
export function chanceBest(beliefs: readonly Belief[], random: Random, options: ChanceBestOptions = {}): number[] {
  const { draws = 10_000, inverse = false } = options;
  requireCount("draws", draws, 1);
  if (beliefs.length === 0) throw new StatsInputError("beliefs", "are needed, one an arm");
  for (const belief of beliefs) requireUsable(belief);
  const wins = beliefs.map(() => 0);
  const drawn = beliefs.map(() => 0);
  for (let i = 0; i < draws; i++) {
    let best = Number.NEGATIVE_INFINITY;
    let ties = 0;
    for (const [arm, belief] of beliefs.entries()) {
      const value = drawOf(belief, random) * (inverse ? -1 : 1);
      drawn[arm] = value;
      if (value > best) {
        best = value;
        ties = 1;
      } else if (value === best) ties++;
    }
    for (const [arm, value] of drawn.entries()) if (value === best) wins[arm]! += 1 / ties;
  }
  return wins.map((count) => count / draws);
}

/**
 * A draw of a beta distribution, by two gamma draws.
 *
 * @equation X = G_a / (G_a + G_b)
 * @source Devroye (1986), Non-uniform random variate generation, IX.3
 * @throws StatsInputError when a parameter is not above zero
 */
export function betaDraw({ alpha, beta }: BetaShape, random: Random): number {
  requirePositive("alpha", alpha);
  requirePositive("beta", beta);
  const first = gammaDraw(alpha, random);
  const second = gammaDraw(beta, random);
  // Both underflow where both parameters are tiny: all mass lies at the two ends then.
  if (first + second === 0) return random() < alpha / (alpha + beta) ? 1 : 0;
  return first / (first + second);
}

/** Marsaglia and Tsang (2000), ACM TOMS 26:363; below 1 by the power of a uniform. */
function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - random();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

const isBeta = (belief: Belief): belief is BetaShape => "alpha" in belief;

function drawOf(belief: Belief, random: Random): number {
  return isBeta(belief) ? betaDraw(belief, random) : belief.mean + belief.standardDeviation * normalDraw(random);
}

function requireUsable(belief: Belief): void {
  if (isBeta(belief)) {
    requirePositive("alpha", belief.alpha);
    requirePositive("beta", belief.beta);
  } else if (
    !(Number.isFinite(belief.mean) && belief.standardDeviation >= 0 && Number.isFinite(belief.standardDeviation))
  )
    throw new StatsInputError("beliefs", "need a finite mean and a standard deviation of 0 or more");
}
