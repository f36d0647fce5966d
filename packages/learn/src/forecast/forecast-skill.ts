import type { Random } from "../seeded-random.ts";
import type { BacktestRound } from "./rolling-backtest.ts";

/** How much better than seasonal naive a forecaster is, and whether that is proof enough to order by it. */
export interface ForecastSkill {
  /** 1 − error / seasonal naive's error on the same rounds: 0 is no better, 1 is perfect, negative is worse. */
  readonly skill: number;
  readonly low: number;
  readonly high: number;
  /** Confidence level of the interval, 0–1. */
  readonly level: number;
  readonly rounds: number;
  /** True only where the whole interval lies above 0 and there were rounds enough to say so. */
  readonly mayDriveOrders: boolean;
  readonly reason: string;
}

/** What `forecastSkill` compares, and how. */
export interface SkillOptions {
  readonly random: Random;
  /** Consecutive rounds drawn together because their test parts overlap: ceil(horizon / step). 1 by default. */
  readonly block?: number;
  readonly level?: number;
  readonly draws?: number;
  /** Absolute errors by default; squared ones for intermittent demand. */
  readonly error?: "absolute" | "squared";
  /** Fewest independent blocks for a verdict; 5 by default. */
  readonly minimumBlocks?: number;
  /** Scale of each round's series, where rounds of several series are compared together. */
  readonly scales?: ArrayLike<number>;
}

/**
 * Skill against seasonal naive over paired back-test rounds, with a percentile interval by moving-block bootstrap
 * (Künsch 1989). Pass the rounds of one series, oldest first, or of many series with one round each and `block` 1.
 * The two lists must have the same origins.
 */
export function forecastSkill(
  model: readonly BacktestRound[],
  seasonalNaive: readonly BacktestRound[],
  options: SkillOptions,
): ForecastSkill {
  const { random, block = 1, level = 0.95, draws = 1000, error = "absolute", minimumBlocks = 5 } = options;
  const count = Math.min(model.length, seasonalNaive.length);
  const own = new Float64Array(count);
  const base = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const scale = options.scales?.[i] ?? 1;
    own[i] = roundError(model[i]!, error, scale);
    base[i] = roundError(seasonalNaive[i]!, error, scale);
  }
  const ratio = (top: number, bottom: number): number => {
    if (bottom === 0) return top === 0 ? 0 : Number.NEGATIVE_INFINITY;
    return 1 - (error === "squared" ? Math.sqrt(top / bottom) : top / bottom);
  };
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const skill = count > 0 ? ratio(total(own), total(base)) : Number.NaN;
  const blocks = Math.floor(count / block);
  if (blocks < minimumBlocks)
    return {
      skill,
      low: Number.NEGATIVE_INFINITY,
      high: 1,
      level,
      rounds: count,
      mayDriveOrders: false,
      reason: `Only ${blocks} independent back-test rounds; ${minimumBlocks} are needed before orders may follow this forecast.`,
    };

  const skills = new Float64Array(draws);
  const starts = count - block + 1;
  for (let d = 0; d < draws; d++) {
    let top = 0;
    let bottom = 0;
    for (let b = 0; b < blocks; b++) {
      const first = Math.floor(random() * starts);
      for (let i = first; i < first + block; i++) {
        top += own[i]!;
        bottom += base[i]!;
      }
    }
    skills[d] = ratio(top, bottom);
  }
  skills.sort();
  const tail = (1 - level) / 2;
  const low = skills[Math.floor(tail * (draws - 1))]!;
  const high = skills[Math.ceil((1 - tail) * (draws - 1))]!;
  const mayDriveOrders = low > 0;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const range = `${percent(skill)} (${percent(low)} to ${percent(high)})`;
  const reason = mayDriveOrders
    ? `Errors are smaller than those of seasonal naive by ${range}: orders may follow this forecast.`
    : `Skill against seasonal naive is ${range}: not proven better, so orders may not follow this forecast.`;
  return { skill, low, high, level, rounds: count, mayDriveOrders, reason };
}

function roundError({ actual, forecast }: BacktestRound, error: "absolute" | "squared", scale: number): number {
  let sum = 0;
  for (let h = 0; h < actual.length; h++) {
    const miss = (forecast[h]! - actual[h]!) / scale;
    sum += error === "absolute" ? Math.abs(miss) : miss * miss;
  }
  return sum / actual.length;
}
