import { type Degenerate, degenerate, requireCount, requireSameLength } from "../degenerate.ts";
import { valuesFault } from "../drift/usable-range.ts";
import type { Random } from "../seeded-random.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

export interface PairedRandomisationOptions {
  /** Draws the sign flips when there are too many to enumerate. */
  readonly random: Random;
  readonly samples?: number;
  readonly alternative?: "two-sided" | "greater" | "less";
}

export interface PairedRandomisation {
  /** Mean of second − first, in the units of the scores. */
  readonly meanDifference: number;
  readonly pValue: number;
  /** True when every sign pattern was counted, so that p carries no sampling error. */
  readonly exact: boolean;
  /** Sign patterns that were compared. */
  readonly samples: number;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

const ENUMERATED_PAIRS = 16;

/**
 * Fisher's randomisation test of two systems on the same queries: how often a mean difference at least as large arises
 * when each query's two scores are swapped by coin toss. `greater` asks whether the second system is better. Up to 16
 * untied queries are enumerated exactly; beyond, p = (hits + 1) / (samples + 1), which never is 0. All ties give p = 1.
 * Degenerate: `empty`, `not-finite`.
 *
 * @equation p = P_s(|Σ s_i d_i| ≥ |Σ d_i|), s_i = ±1 independent, d_i = second_i − first_i
 * @source Smucker, Allan & Carterette (2007), CIKM, section 3.1; Monte-Carlo p: Phipson & Smyth (2010), eq. 2
 * @default samples 10000
 * @default alternative "two-sided"
 * @throws StatsInputError when the lengths differ or samples is below 1
 */
export function pairedRandomisation(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: PairedRandomisationOptions,
): PairedRandomisation | Degenerate {
  requireSameLength("second", first, second);
  const samples = options.samples ?? 10_000;
  requireCount("samples", samples, 1);
  const n = first.length;
  if (n === 0) return degenerate("empty", "no query was scored by both systems");
  const fault = valuesFault(first) ?? valuesFault(second);
  if (fault) return fault;

  const all = Float64Array.from(first, (value, i) => second[i]! - value);
  const moved = all.filter((d, i) => !zeroUpToRounding(d, Math.max(Math.abs(first[i]!), Math.abs(second[i]!))));
  const total = moved.reduce((sum, d) => sum + d, 0);
  const scale = moved.reduce((sum, d) => sum + Math.abs(d), 0);
  const wins = moved.filter((d) => d > 0).length;
  const extreme = extremeTest(total, scale * 1e-12, options.alternative ?? "two-sided");
  const exact = moved.length <= ENUMERATED_PAIRS;
  const patternCount = exact ? 2 ** moved.length : samples;
  const hits = exact ? enumerate(moved, extreme) : sample(moved, samples, options.random, extreme);
  return {
    meanDifference: total / n,
    pValue: exact ? hits / patternCount : (hits + 1) / (patternCount + 1),
    exact,
    samples: patternCount,
    wins,
    losses: moved.length - wins,
    ties: n - moved.length,
  };
}

type Extreme = (sum: number) => boolean;

/** The slack keeps patterns that tie with the observed one on the counted side, whatever the order of summation. */
function extremeTest(observed: number, slack: number, alternative: "two-sided" | "greater" | "less"): Extreme {
  if (alternative === "greater") return (sum) => sum >= observed - slack;
  if (alternative === "less") return (sum) => sum <= observed + slack;
  return (sum) => Math.abs(sum) >= Math.abs(observed) - slack;
}

function enumerate(differences: Float64Array, extreme: Extreme): number {
  const patterns = 2 ** differences.length;
  let hits = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += (pattern >>> i) & 1 ? -differences[i]! : differences[i]!;
    if (extreme(sum)) hits++;
  }
  return hits;
}

function sample(differences: Float64Array, samples: number, random: Random, extreme: Extreme): number {
  let hits = 0;
  for (let s = 0; s < samples; s++) {
    let sum = 0;
    // One draw carries many fair bits; drawing once per difference would make this loop dominate a readout.
    let bits = 0;
    for (let i = 0; i < differences.length; i++) {
      if (i % 30 === 0) bits = Math.floor(random() * 0x40000000);
      sum += bits & 1 ? -differences[i]! : differences[i]!;
      bits >>>= 1;
    }
    if (extreme(sum)) hits++;
  }
  return hits;
}
