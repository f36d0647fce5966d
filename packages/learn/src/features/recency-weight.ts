import { FeatureInputError, requireAboveZero } from "./feature-input.ts";

/** Milliseconds in a day of 24 hours. */
export const msPerDay = 86_400_000;

/** The half-life that weights use where none is given, in days. */
export const defaultHalfLifeDays = 30;

/**
 * exp(−ln 2 · days / half-life): 1 today, ½ after one half-life. What lies in the future counts as today, so that a
 * clock that runs ahead cannot blow a feature up.
 */
export function recencyWeight(days: number, halfLifeDays = defaultHalfLifeDays): number {
  requireAboveZero("halfLifeDays", halfLifeDays);
  return Math.exp((-Math.LN2 * Math.max(0, days)) / halfLifeDays);
}

/**
 * Sum of amounts, each weighed by how long before `nowMs` it happened; things after `nowMs` are left out, so that a
 * training set built for a moment in the past sees only that past. Amounts and times (epoch milliseconds) are parallel.
 */
export function recencyWeightedSum(
  amounts: ArrayLike<number>,
  timesMs: ArrayLike<number>,
  nowMs: number,
  halfLifeDays = defaultHalfLifeDays,
): number {
  if (amounts.length !== timesMs.length)
    throw new FeatureInputError("timesMs", `lengths differ: ${amounts.length} amounts, ${timesMs.length} times`);
  let sum = 0;
  for (let i = 0; i < amounts.length; i++) {
    const age = nowMs - timesMs[i]!;
    if (age >= 0) sum += amounts[i]! * recencyWeight(age / msPerDay, halfLifeDays);
  }
  return sum;
}

/**
 * A recency-weighted sum that takes in events one at a time without storing them: between events it only decays.
 * Equal to `recencyWeightedSum` over the same events, in any order of arrival.
 */
export interface DecayingSum {
  readonly value: number;
  readonly atMs: number;
}

/** The sum after one more event; a late event is decayed to the sum's time instead. */
export function addToDecayingSum(
  sum: DecayingSum | undefined,
  amount: number,
  timeMs: number,
  halfLifeDays = defaultHalfLifeDays,
): DecayingSum {
  if (!sum) return { value: amount, atMs: timeMs };
  const atMs = Math.max(sum.atMs, timeMs);
  const decayedValue = sum.value * recencyWeight((atMs - sum.atMs) / msPerDay, halfLifeDays);
  return { value: decayedValue + amount * recencyWeight((atMs - timeMs) / msPerDay, halfLifeDays), atMs };
}
