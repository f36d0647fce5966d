import type { DesignColumn } from "./design-columns.ts";

/** When each column enters a lasso path. */
export interface L1Path {
  /** Per source column the penalty at which it first has weight, as a share of the least that keeps all out; 0 if never. */
  entry: Float64Array;
  /** Per design column the weight at the end of the path. */
  weights: Float64Array;
}

export interface L1PathOptions {
  family: "linear" | "logistic";
  /** Penalties tried, on a logarithmic scale down to `least` of the first. */
  steps?: number;
  least?: number;
  /** Stops once so many source columns have entered. */
  stopAfter?: number;
}

/**
 * The lasso path by coordinate descent with warm starts (Friedman, Hastie and Tibshirani 2010): least squares for a
 * number, iteratively reweighted for a 0/1 target. Design columns are standardised.
 */
export function l1Path(
  design: readonly DesignColumn[],
  target: Float64Array,
  sources: number,
  options: L1PathOptions,
): L1Path {
  const { family, steps = 30, least = 0.01, stopAfter = Number.POSITIVE_INFINITY } = options;
  const n = target.length;
  const weights = new Float64Array(design.length);
  const entry = new Float64Array(sources);
  const mean = target.reduce((sum, y) => sum + y, 0) / n;
  const logistic = family === "logistic";
  if (logistic && (mean <= 0 || mean >= 1)) return { entry, weights };
  const fit: Fit = {
    intercept: logistic ? Math.log(mean / (1 - mean)) : mean,
    score: new Float64Array(n),
    residual: new Float64Array(n),
    curvature: new Float64Array(n).fill(1),
  };
  fit.score.fill(fit.intercept);
  const first = Math.max(...design.map(({ values }) => Math.abs(dot(values, target, mean)) / n), 1e-12);

  for (let step = 0; step < steps; step++) {
    const share = least ** (step / Math.max(1, steps - 1));
    for (let outer = 0; outer < (logistic ? 8 : 1); outer++) {
      linearise(fit, target, logistic);
      if (descend(design, weights, fit, first * share) < 1e-4) break;
    }
    let entered = 0;
    for (const [d, { source }] of design.entries()) if (weights[d] !== 0 && entry[source] === 0) entry[source] = share;
    for (const share of entry) if (share > 0) entered++;
    if (entered >= stopAfter) break;
  }
  return { entry, weights };
}

interface Fit {
  intercept: number;
  score: Float64Array;
  /** What is left to explain, on the scale of the score. */
  residual: Float64Array;
  curvature: Float64Array;
}

function linearise(fit: Fit, target: Float64Array, logistic: boolean): void {
  for (let i = 0; i < target.length; i++) {
    if (!logistic) {
      fit.residual[i] = target[i]! - fit.score[i]!;
      continue;
    }
    const p = 1 / (1 + Math.exp(-fit.score[i]!));
    const w = Math.max(1e-4, p * (1 - p));
    fit.curvature[i] = w;
    fit.residual[i] = (target[i]! - p) / w;
  }
}

/** Descends over all columns, then over those with weight until they settle; returns the largest change made. */
function descend(design: readonly DesignColumn[], weights: Float64Array, fit: Fit, penalty: number): number {
  const n = fit.score.length;
  const squares = design.map(({ values }) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += fit.curvature[i]! * values[i]! * values[i]!;
    return sum / n;
  });
  let maxChange = 0;
  for (let pass = 0; pass < 50; pass++) {
    let change = Math.abs(moveIntercept(fit));
    for (const [d, { values }] of design.entries()) {
      // Every fifth pass looks at all columns again, the others only at those that have weight.
      if (pass % 5 !== 0 && weights[d] === 0) continue;
      let slope = 0;
      for (let i = 0; i < n; i++) slope += fit.curvature[i]! * values[i]! * fit.residual[i]!;
      const pull = slope / n + squares[d]! * weights[d]!;
      const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - penalty)) / squares[d]!;
      const by = next - weights[d]!;
      if (by === 0) continue;
      weights[d] = next;
      for (let i = 0; i < n; i++) {
        fit.residual[i] = fit.residual[i]! - by * values[i]!;
        fit.score[i] = fit.score[i]! + by * values[i]!;
      }
      change = Math.max(change, Math.abs(by));
    }
    maxChange = Math.max(maxChange, change);
    if (change < 1e-4) break;
  }
  return maxChange;
}

function moveIntercept(fit: Fit): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < fit.score.length; i++) {
    sum += fit.curvature[i]! * fit.residual[i]!;
    total += fit.curvature[i]!;
  }
  const by = sum / total;
  fit.intercept += by;
  for (let i = 0; i < fit.score.length; i++) {
    fit.residual[i] = fit.residual[i]! - by;
    fit.score[i] = fit.score[i]! + by;
  }
  return by;
}

function dot(values: Float64Array, target: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * (target[i]! - mean);
  return sum;
}
