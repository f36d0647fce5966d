import type { FitOutcome } from "./size-model.ts";

/** One purchase as evidence on an offset: the probabilities of each size beforehand, what was bought, what came of it. */
export interface OffsetRecord {
  probabilities: ArrayLike<number>;
  size: number;
  outcome: FitOutcome;
}

const tiny = 1e-9;

/**
 * The offset δ that makes records likeliest when P(true size > k) = σ(logit + δ), with a normal prior of deviation
 * `spread` that keeps few records from saying much (proportional odds, McCullagh 1980). A kept size is the true one;
 * one too small or too large says only on which side the true one lies. The likelihood is log-concave, so its slope
 * Σ(1 − σ(upper + δ) − σ(lower + δ)) − δ/spread² falls all the way and is bisected.
 */
export function fitSizeOffset(records: readonly OffsetRecord[], spread: number): number {
  const bounds = records.map(({ probabilities, size, outcome }) => {
    const above = (k: number) => logit(sumFrom(probabilities, k + 1));
    return {
      // P(true > size − 1) and P(true > size), as log-odds; ±∞ where the outcome sets no bound.
      upper: outcome === "tooLarge" || outcome === "kept" ? above(size - 1) : above(size),
      lower: outcome === "kept" ? above(size) : Number.NEGATIVE_INFINITY,
      beyond: outcome === "tooLarge",
    };
  });
  const slope = (delta: number) => {
    let sum = -delta / (spread * spread);
    for (const { upper, lower, beyond } of bounds)
      sum += beyond ? -sigmoid(upper + delta) : 1 - sigmoid(upper + delta) - sigmoid(lower + delta);
    return sum;
  };
  let low = -10;
  let high = 10;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probabilities of each size after all log-odds of needing a larger one moved by `offset`. */
export function shiftSizes(probabilities: ArrayLike<number>, offset: number): Float64Array {
  const shifted = new Float64Array(probabilities.length);
  let above = 1;
  for (let k = 0; k < shifted.length; k++) {
    const next = k + 1 < shifted.length ? sigmoid(logit(sumFrom(probabilities, k + 1)) + offset) : 0;
    shifted[k] = Math.max(0, above - next);
    above = next;
  }
  return shifted;
}

function sumFrom(probabilities: ArrayLike<number>, from: number): number {
  let sum = 0;
  for (let k = Math.max(0, from); k < probabilities.length; k++) sum += probabilities[k]!;
  return from <= 0 ? 1 : sum;
}

function logit(p: number): number {
  if (p >= 1) return Number.POSITIVE_INFINITY;
  const bounded = Math.min(1 - tiny, Math.max(tiny, p));
  return Math.log(bounded / (1 - bounded));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
