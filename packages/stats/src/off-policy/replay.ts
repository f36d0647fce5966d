import { type Degenerate, degenerate, requireSameLength } from "../degenerate.ts";
import type { Interval } from "../effects/compare-arms.ts";
import { effectOf } from "../effects/compare-arms.ts";
import { meanSummary } from "../effects/sample-summary.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

/** A policy's mean reward over the logged rows where it would have chosen the same. */
export interface ReplayEstimate {
  value: number;
  standardError: number;
  interval: Interval;
  matched: number;
  n: number;
}

/**
 * Replay: keeps the rows in which the new policy picks what was shown. Unbiased only where the log chose uniformly at
 * random; elsewhere use estimatePolicy. `matches` is 1 for a matching row. Degenerate with too few matches.
 *
 * @equation v = Σ mᵢ rᵢ / Σ mᵢ, interval by t with Σ mᵢ − 1 degrees of freedom
 * @source Li, Chu, Langford and Wang (2011), Unbiased offline evaluation of contextual-bandit-based news article
 *   recommendation algorithms
 * @default level 0.95
 * @default minimumMatches 30
 * @throws StatsInputError when lengths differ or level is outside (0, 1)
 */
export function replayPolicy(
  reward: ArrayLike<number>,
  matches: ArrayLike<number>,
  level = 0.95,
  minimumMatches = 30,
): ReplayEstimate | Degenerate {
  requireSameLength("reward and matches", reward, matches);
  const matchedRewards = Float64Array.from(reward).filter((_, i) => matches[i] === 1);
  if (matchedRewards.length < Math.max(2, minimumMatches))
    return degenerate("poor-support", `Cannot tell: only ${matchedRewards.length} of ${reward.length} rows match.`);
  const summary = meanSummary(matchedRewards);
  if ("degenerate" in summary) return summary;
  if (zeroUpToRounding(Math.sqrt(summary.variance), summary.mean))
    return degenerate("constant", "No matched reward varies.");
  const effect = effectOf(summary.mean, Math.sqrt(summary.variance / summary.n), summary.n - 1, { level });
  return {
    value: summary.mean,
    standardError: effect.standardError,
    interval: effect.interval,
    matched: matchedRewards.length,
    n: reward.length,
  };
}
