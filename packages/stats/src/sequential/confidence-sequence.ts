import {
  type Degenerate,
  degenerate,
  requireFinite,
  requireOpenShare,
  requirePositive,
  StatsInputError,
} from "../degenerate.ts";
import { clampP } from "../distributions/normal.ts";
import type { Alternative, Interval } from "../effects/compare-arms.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

/** An estimate with its standard error at one look: an Effect will do. */
export interface Look {
  estimate: number;
  standardError: number;
}

/** What may be read at any look, however often one looks. */
export interface SequentialReading {
  pValue: number;
  interval: Interval;
}

export interface ConfidenceSequenceOptions {
  level?: number;
  /** Units (both arms together) at which the interval is tightest. */
  tuning?: number;
  nullEffect?: number;
  alternative?: Alternative;
}

/**
 * GrowthBook's asymptotic confidence sequence: an interval and p-value that stay valid under daily peeking. `n` counts
 * the units of both arms. The p-value is the one that inverts the interval at this level's tuning.
 *
 * @equation half-width = √(V n) √( 2(nρ² + 1)/(n²ρ²) · ln(√(nρ² + 1)/α) ), V the squared standard error
 * @equation ρ = √( (−2 ln α + ln(1 − 2 ln α)) / tuning )
 * @equation p = min(1, √(nρ² + 1) exp(−ρ² n (Δ − Δ₀)² / (2 V (nρ² + 1))))
 * @equation one-sided: ln(1 + √(nρ² + 1)/2α) in place of ln(√(nρ² + 1)/α), with ρ at 2α
 * @source Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2023), Time-uniform central limit theory, equations 14, 155
 *   and 161 and proposition B.1 of arXiv:2103.06476; GrowthBook gbstats, SequentialTwoSidedTTest
 * @default level 0.95
 * @default tuning 5000
 * @default nullEffect 0
 * @default alternative "two-sided"
 * @throws StatsInputError when level is outside (0, 1) (above 0.5 one-sided), or n or tuning is not above zero
 */
export function confidenceSequence(
  look: Look,
  n: number,
  options: ConfidenceSequenceOptions = {},
): SequentialReading | Degenerate {
  const { level = 0.95, tuning = 5000, nullEffect = 0, alternative = "two-sided" } = options;
  requireOpenShare("level", level);
  requirePositive("n", n);
  requirePositive("tuning", tuning);
  requireFinite("nullEffect", nullEffect);
  const problem = unusableLook(look);
  if (problem) return problem;
  const oneSided = alternative !== "two-sided";
  if (oneSided && level <= 0.5) throw new StatsInputError("level", "of a one-sided sequence must be above 0.5");
  const logAlpha = Math.log(1 - level);
  const logRho = oneSided ? logAlpha + Math.LN2 : logAlpha;
  const rhoSquared = (-2 * logRho + Math.log(1 - 2 * logRho)) / tuning;
  const growth = n * rhoSquared + 1;
  const root = 0.5 * Math.log(growth);
  const bound = oneSided ? Math.log1p(Math.exp(root - Math.LN2 - logAlpha)) : root - logAlpha;
  const half = look.standardError * Math.sqrt(((2 * growth) / (n * rhoSquared)) * bound);
  const gap = (look.estimate - nullEffect) / look.standardError;
  const evidence = (rhoSquared * n * gap * gap) / (2 * growth);
  if (!oneSided) return readingOf(look, half, root - evidence, level);
  const towards = alternative === "greater" ? gap > 0 : gap < 0;
  const logP = towards ? root - Math.LN2 - evidence - Math.log(-Math.expm1(-evidence)) : 0;
  const reading = readingOf(look, half, logP, level);
  if (alternative === "greater") reading.interval.high = Number.POSITIVE_INFINITY;
  else reading.interval.low = Number.NEGATIVE_INFINITY;
  return reading;
}

/**
 * A reading from the half-width of its interval and the logarithm of its p-value, neither of which may be NaN.
 *
 * @equation interval Δ ± half-width, p = min(1, exp(ln p))
 * @source definition
 * @throws StatsInputError when the inputs were so extreme that a figure left the range of a double
 */
export function readingOf(look: Look, halfWidth: number, logP: number, level: number): SequentialReading {
  requireFinite("halfWidth", halfWidth);
  return {
    pValue: clampP(Math.exp(logP)),
    interval: { low: look.estimate - halfWidth, high: look.estimate + halfWidth, level },
  };
}

/**
 * The stated non-answer of a look that has no finite estimate or no spread; undefined when it can be read.
 *
 * @equation none
 * @source definition
 */
export function unusableLook(look: Look): Degenerate | undefined {
  // Beyond 1e±150 the squares that every formula takes leave the range of a double.
  if (!(Math.abs(look.estimate) < 1e150 && Math.abs(look.standardError) < 1e150))
    return degenerate("not-finite", "The estimate or its standard error is not a finite number.");
  if (!(look.standardError > 1e-150) || zeroUpToRounding(look.standardError, look.estimate))
    return degenerate("constant", "The estimate has no variance.");
  return undefined;
}
