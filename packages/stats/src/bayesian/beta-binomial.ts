import { type Degenerate, degenerate, requireOpenShare, requirePositive } from "../degenerate.ts";
import { betaCdf, betaPdf, betaQuantile, betaSf } from "../distributions/beta.ts";
import { clampP } from "../distributions/normal.ts";
import { compositeRule } from "../distributions/quadrature.ts";
import type { Interval } from "../effects/compare-arms.ts";
import { proportionSummary } from "../effects/sample-summary.ts";
import type { Count } from "../effects/two-proportion-z.ts";

/** A beta distribution of a rate: `alpha` − 1 imagined successes and `beta` − 1 failures when flat is (1, 1). */
export interface BetaShape {
  alpha: number;
  beta: number;
}

/** What the posteriors of two rates say. Losses are in units of the rate. */
export interface BetaComparison {
  /** P(treatment is better), by the direction of the metric; never below 2.2e-308. */
  chanceToWin: number;
  /** P(control is better), integrated by itself so that it is exact when tiny. */
  chanceControlWins: number;
  /** [choosing control, choosing treatment]: the expected shortfall against the better arm, in gbstats' order. */
  risk: [number, number];
  /** Posterior mean of treatment − control. */
  meanDifference: number;
  control: BetaShape;
  treatment: BetaShape;
}

export interface BetaBinomialOptions {
  controlPrior?: BetaShape;
  treatmentPrior?: BetaShape;
  /** True when less is better (returns, errors). */
  inverse?: boolean;
}

/**
 * Two rates with beta priors: exact chance to win and expected loss of either choice, by quadrature (no simulation,
 * no normal approximation); relative error about 1e-9.
 *
 * @equation P(t > c) = ∫ f_t(x) F_c(x) dx; E max(t − c, 0) = ∫ (1 − F_t(x)) F_c(x) dx
 * @source Gelman et al., Bayesian data analysis §2.4; risk and its order as in GrowthBook gbstats
 * @default controlPrior flat, Beta(1, 1)
 * @default treatmentPrior flat, Beta(1, 1)
 * @default inverse false
 * @throws StatsInputError when counts are not whole or a prior parameter is not above zero
 */
export function betaBinomial(
  control: Count,
  treatment: Count,
  options: BetaBinomialOptions = {},
): BetaComparison | Degenerate {
  const c = posterior(control, options.controlPrior);
  const t = posterior(treatment, options.treatmentPrior);
  if ("degenerate" in c) return c;
  if ("degenerate" in t) return t;
  const { nodes, weights } = compositeRule(breakpoints(c, t));
  let treatmentAbove = 0;
  let controlAbove = 0;
  let gain = 0;
  let loss = 0;
  for (let i = 0; i < nodes.length; i++) {
    const x = nodes[i] as number;
    const weight = weights[i] as number;
    const [belowC, aboveC] = [betaCdf(x, c.alpha, c.beta), betaSf(x, c.alpha, c.beta)];
    const [belowT, aboveT] = [betaCdf(x, t.alpha, t.beta), betaSf(x, t.alpha, t.beta)];
    treatmentAbove += weight * betaPdf(x, t.alpha, t.beta) * belowC;
    controlAbove += weight * betaPdf(x, c.alpha, c.beta) * belowT;
    gain += weight * aboveT * belowC;
    loss += weight * aboveC * belowT;
  }
  const inverse = options.inverse ?? false;
  return {
    chanceToWin: clampP(inverse ? controlAbove : treatmentAbove),
    chanceControlWins: clampP(inverse ? treatmentAbove : controlAbove),
    risk: inverse ? [loss, gain] : [gain, loss],
    meanDifference: t.alpha / (t.alpha + t.beta) - c.alpha / (c.alpha + c.beta),
    control: c,
    treatment: t,
  };
}

/**
 * Equal-tailed credible interval of treatment − control for two posterior rates, by quadrature and bisection.
 *
 * @equation P(t − c ≤ δ) = ∫ f_c(x) F_t(x + δ) dx, solved for both tails
 * @source definition
 * @default level 0.95
 * @throws StatsInputError when level is outside (0, 1)
 */
export function betaDifferenceInterval(control: BetaShape, treatment: BetaShape, level = 0.95): Interval {
  requireOpenShare("level", level);
  const [ofControl, ofTreatment] = [quantiles(control), quantiles(treatment)];
  const tail = (1 - level) / 2;
  const mass = (delta: number): number => {
    const shifted = ofTreatment.map((x) => x - delta);
    const { nodes, weights } = compositeRule(
      inside([...ofControl, ...shifted], ofControl[0] ?? 0, ofControl.at(-1) ?? 1),
    );
    let below = 0;
    for (let i = 0; i < nodes.length; i++) {
      const x = nodes[i] as number;
      const y = Math.min(1, Math.max(0, x + delta));
      below +=
        (weights[i] as number) * betaPdf(x, control.alpha, control.beta) * betaCdf(y, treatment.alpha, treatment.beta);
    }
    return below;
  };
  const solve = (goal: number): number => {
    let [low, high] = [-1, 1];
    for (let i = 0; i < 48; i++) {
      const middle = (low + high) / 2;
      if (mass(middle) < goal) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { low: solve(tail), high: solve(1 - tail), level };
}

function posterior(count: Count, prior: BetaShape = { alpha: 1, beta: 1 }): BetaShape | Degenerate {
  requirePositive("prior.alpha", prior.alpha);
  requirePositive("prior.beta", prior.beta);
  const arm = proportionSummary(count.successes, count.n);
  if ("degenerate" in arm) return degenerate("empty", "An arm has no units: only the prior speaks.");
  return { alpha: prior.alpha + count.successes, beta: prior.beta + count.n - count.successes };
}

const tailLevels = [1e-300, 1e-100, 1e-40, 1e-20, 1e-12, 1e-8, 1e-5, 1e-3, 0.02, 0.15];

function quantiles(shape: BetaShape): number[] {
  const points = [0.5, ...tailLevels].map((p) => betaQuantile(p, shape.alpha, shape.beta));
  for (const p of tailLevels) points.push(betaQuantile(p, shape.alpha, shape.beta, "upper"));
  return points.sort((a, b) => a - b);
}

function breakpoints(control: BetaShape, treatment: BetaShape): number[] {
  const all = [...quantiles(control), ...quantiles(treatment)];
  return inside(all, Math.min(...all), Math.max(...all));
}

function inside(points: number[], from: number, to: number): number[] {
  const within = points.filter((x) => x > from && x < to);
  return [from, ...within.sort((a, b) => a - b), to];
}
