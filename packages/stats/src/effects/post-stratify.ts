import { type Degenerate, degenerate, StatsInputError } from "../degenerate.ts";
import type { SampleSummary } from "./sample-summary.ts";

/** One stratum (country, platform, new or returning): its summary in each arm, arms in the same order everywhere. */
export type Stratum = readonly SampleSummary[];

/**
 * Post-stratified arms: each stratum's mean counts with one share for all arms, which removes chance imbalance of the
 * strata between arms. Variances are conditional on the shares. Degenerate when an arm has fewer than two units in
 * some stratum (merge strata first).
 *
 * @equation x̄' = Σ_s w_s x̄_s, variance/n = Σ_s w_s² s²_s / n_s, w_s = n_s / n over all arms
 * @source Miratrix, Sekhon and Yu (2013), JRSS B 75:369
 * @default weights each stratum's share of all units
 * @throws StatsInputError when strata differ in arms, or weights do not match, are negative or sum to 0
 */
export function postStratify(strata: readonly Stratum[], weights?: readonly number[]): SampleSummary[] | Degenerate {
  const arms = strata[0]?.length ?? 0;
  if (arms === 0) return degenerate("empty", "There are no strata.");
  if (strata.some((stratum) => stratum.length !== arms)) throw new StatsInputError("strata", "differ in arms");
  const raw = weights ?? strata.map((stratum) => stratum.reduce((sum, arm) => sum + arm.n, 0));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  if (raw.length !== strata.length || raw.some((weight) => !(weight >= 0)) || !(total > 0))
    throw new StatsInputError("weights", "must be one share of at least 0 a stratum, not all 0");
  const result: SampleSummary[] = [];
  for (let a = 0; a < arms; a++) {
    let n = 0;
    let mean = 0;
    let variance = 0;
    for (const [s, stratum] of strata.entries()) {
      const arm = stratum[a];
      const weight = (raw[s] ?? 0) / total;
      n += arm?.n ?? 0;
      if (weight === 0) continue;
      if (!arm || arm.n < 2) return degenerate("too-few", `Arm ${a} has fewer than two units in stratum ${s}.`);
      if (!Number.isFinite(arm.mean) || !Number.isFinite(arm.variance))
        return degenerate("not-finite", `Arm ${a} holds a value that is not a finite number in stratum ${s}.`);
      mean += weight * arm.mean;
      variance += (weight * weight * arm.variance) / arm.n;
    }
    result.push({ n, mean, variance: n * variance });
  }
  return result;
}
