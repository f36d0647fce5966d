import { demandPattern } from "./croston.ts";
import { seriesScale } from "./forecast-accuracy.ts";
import type { Forecaster } from "./forecaster.ts";
import { intermittentCandidates, regularCandidates } from "./forecaster-catalogue.ts";
import { seasonalNaive } from "./naive.ts";
import { type BacktestRound, rollingBacktest } from "./rolling-backtest.ts";

/** What the choice is made by. */
export interface ChoiceOptions {
  readonly horizon: number;
  /** Origins replayed; 6 by default. */
  readonly rounds?: number;
  /** Periods between origins; a third of the horizon (at least 1) by default. */
  readonly step?: number;
  /** By default the regular or the intermittent ones, by the history's demand pattern. Simplest first. */
  readonly candidates?: readonly Forecaster[];
  /**
   * `absolute` by default; `squared` for intermittent demand, where the smallest absolute error is that of a forecast
   * of always nothing.
   */
  readonly error?: "absolute" | "squared";
}

/** How one candidate did in the back-test. */
export interface CandidateScore {
  readonly name: string;
  /** Mean error in units of the series' ordinary steps (MASE, or its squared-error sister). Infinity where it could not run. */
  readonly error: number;
  readonly rounds: readonly BacktestRound[];
}

/** The forecaster chosen for one series, why, and the evidence. */
export interface ForecasterChoice {
  readonly forecaster: Forecaster;
  readonly scores: readonly CandidateScore[];
  /** The seasonal naive forecasts at the same origins: what `forecastSkill` compares with. */
  readonly baseline: readonly BacktestRound[];
  readonly reason: string;
}

/** A more complex candidate must be better than a simpler one by this share, or the simpler one stays. */
const margin = 0.01;

/**
 * Chooses a forecaster for one gap-free history by a rolling back-test. All candidates see the same origins. Where the
 * history is too short for any round, the first candidate that can be fitted is taken and the reason says so.
 */
export function chooseForecaster(history: Float64Array, period: number, options: ChoiceOptions): ForecasterChoice {
  const { pattern } = demandPattern(history);
  const intermittent = pattern === "intermittent" || pattern === "lumpy" || pattern === "none";
  const candidates = options.candidates ?? (intermittent ? intermittentCandidates : regularCandidates);
  const error = options.error ?? (intermittent ? "squared" : "absolute");
  const scale = seriesScale(history, period);
  const replay = (forecaster: Forecaster): BacktestRound[] =>
    rollingBacktest(forecaster, history, period, {
      horizon: options.horizon,
      rounds: options.rounds ?? 6,
      step: options.step ?? Math.max(1, Math.floor(options.horizon / 3)),
    });
  const usable = candidates.filter((candidate) => candidate.minimumLength(period) <= history.length);
  const scores = usable.map((candidate) => {
    const rounds = replay(candidate);
    return { name: candidate.name, error: meanError(rounds, error, scale), rounds };
  });
  const most = Math.max(0, ...scores.map((score) => score.rounds.length));
  let best = -1;
  for (const [i, score] of scores.entries()) {
    if (score.rounds.length < most || !Number.isFinite(score.error)) continue;
    if (best < 0 || score.error < scores[best]!.error * (1 - margin)) best = i;
  }
  const forecaster = usable[best] ?? usable[0] ?? candidates[0] ?? seasonalNaive;
  const reason =
    best < 0
      ? `The history of ${history.length} periods is too short for a back-test, so the simplest forecaster is used.`
      : `${forecaster.name} had the smallest ${error} error of ${usable.length} forecasters over ${most} back-test rounds.`;
  return { forecaster, scores, baseline: replay(seasonalNaive), reason };
}

/** `chooseForecaster` in the form of a forecaster: it chooses at each fit. */
export function automaticForecaster(options: ChoiceOptions): Forecaster {
  return {
    name: "automatic",
    minimumLength: () => 1,
    fit: (history, period) => chooseForecaster(history, period, options).forecaster.fit(history, period),
  };
}

function meanError(rounds: readonly BacktestRound[], error: "absolute" | "squared", scale: number): number {
  let sum = 0;
  let count = 0;
  for (const { actual, forecast } of rounds) {
    for (let h = 0; h < actual.length; h++) {
      const miss = (forecast[h]! - actual[h]!) / scale;
      sum += error === "absolute" ? Math.abs(miss) : miss * miss;
      count++;
    }
  }
  return count > 0 ? (error === "absolute" ? sum / count : Math.sqrt(sum / count)) : Number.POSITIVE_INFINITY;
}
