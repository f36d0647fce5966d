import { requireShare, StatsInputError } from "../degenerate.ts";

/** Buckets that units are hashed into: odds are whole numbers of them. */
const steps = 10_000;

/**
 * Shares of traffic by Thompson sampling with a floor: each arm has the floor, and what is left is split by P(best). Shares are whole
 * ten-thousandths (largest remainders), as finely as units are hashed, and sum to 1.
 *
 * @equation w_a = f + (1 − k f) P(best = a), k arms
 * @source Thompson (1933), Biometrika 25:285; the floor keeps every propensity at f or more, as off-policy estimates need
 * @throws StatsInputError when chances do not sum to 1, floor is outside [0, 1], or the floors of all arms exceed 1
 */
export function thompsonWeights(chances: readonly number[], floor: number): number[] {
  requireShare("floor", floor);
  const sum = chances.reduce((total, chance) => total + chance, 0);
  if (chances.some((chance) => !(chance >= 0)) || Math.abs(sum - 1) > 1e-6)
    throw new StatsInputError("chances", `must be 0 or more and sum to 1, got ${sum}`);
  const rest = 1 - chances.length * floor;
  if (rest < -1e-9) throw new StatsInputError("floor", `${floor} for each of ${chances.length} arms exceeds 1`);
  // Floors are rounded up, so that no arm falls below; where that is more than there is, all arms are alike.
  const least = Math.min(Math.ceil(floor * steps - 1e-9), Math.floor(steps / chances.length));
  const free = steps - least * chances.length;
  const wanted = chances.map((chance) => (chance / sum) * free);
  const whole = wanted.map(Math.floor);
  let left = free - whole.reduce((total, count) => total + count, 0);
  const byRemainder = wanted.map((share, arm) => ({ arm, rest: share - whole[arm]! }));
  byRemainder.sort((a, b) => b.rest - a.rest || a.arm - b.arm);
  for (const { arm } of byRemainder) {
    if (left === 0) break;
    whole[arm]!++;
    left--;
  }
  return whole.map((count) => (least + count) / steps);
}
