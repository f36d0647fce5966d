import { demandPattern } from "./croston.ts";
import { seriesScale } from "./forecast-accuracy.ts";
import type { Forecaster } from "./forecaster.ts";
import { intermittentCandidates, regularCandidates } from "./forecaster-catalogue.ts";
import { seasonalNaive } from "./naive.ts";
import { type BacktestRound, rollingBacktest } from "./rolling-backtest.ts";

/** What the choice is made by. */
export interface ChoiceOptions {
  readonly horizon: number;
  /** Origins replayed; 18 by default, fewer where the history is short. */
  readonly rounds?: number;
  /** Periods between origins; a third of the horizon (at least 1) by default. */
  readonly step?: number;
  /** By default the regular or the intermittent ones, by the history's demand pattern. The favourite first. */
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
  /**
   * The choice itself replayed: each round was forecast by whichever candidate had done best on the rounds that were
   * over by then. Unlike the chosen candidate's own rounds these are not picked for looking good, so skill and intervals
   * are read from them. Rounds before which none was over are left out.
   */
  readonly replayed: readonly BacktestRound[];
  /** Seasonal naive at the origins of `replayed`. */
  readonly baseline: readonly BacktestRound[];
  readonly reason: string;
}

/**
 * A later candidate must be better than an earlier one by this share to take its place. A back-test of one series is
 * noisy: without a margin the luckiest of many candidates wins, which on M3 is worse than never choosing at all.
 */
const margin = 0.25;

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
      rounds: options.rounds ?? 18,
      step: options.step ?? Math.max(1, Math.floor(options.horizon / 3)),
    });
  const usable = candidates.filter((candidate) => candidate.minimumLength(period) <= history.length);
  const scores = usable.map((candidate) => {
    const rounds = replay(candidate);
    return { name: candidate.name, error: meanError(rounds, error, scale), rounds };
  });
  const maxRounds = Math.max(0, ...scores.map((score) => score.rounds.length));
  const best = leastError(scores.map((score) => (score.rounds.length < maxRounds ? Infinity : score.error)));
  const forecaster = usable[best] ?? usable[0] ?? candidates[0] ?? seasonalNaive;
  const reason =
    best < 0
      ? `The history of ${history.length} periods is too short for a back-test, so ${forecaster.name} is used untested.`
      : `${forecaster.name} was chosen among ${usable.length} forecasters by its ${error} error over ${maxRounds} back-test rounds.`;
  const replayed = replayChoice(scores, options.horizon, (rounds) => meanError(rounds, error, scale));
  const origins = new Set(replayed.map((round) => round.origin));
  const baseline = replay(seasonalNaive).filter((round) => origins.has(round.origin));
  return { forecaster, scores, replayed, baseline, reason };
}

/** `chooseForecaster` in the form of a forecaster: it chooses at each fit. */
export function automaticForecaster(options: ChoiceOptions): Forecaster {
  return {
    name: "automatic",
    minimumLength: () => 1,
    fit: (history, period) => chooseForecaster(history, period, options).forecaster.fit(history, period),
  };
}

/** Index of the first error that no earlier one comes within the margin of; −1 where none is finite. */
function leastError(errors: readonly number[]): number {
  let best = -1;
  for (const [i, error] of errors.entries())
    if (Number.isFinite(error) && (best < 0 || error < errors[best]! * (1 - margin))) best = i;
  return best;
}

function replayChoice(
  scores: readonly CandidateScore[],
  horizon: number,
  measure: (rounds: readonly BacktestRound[]) => number,
): BacktestRound[] {
  const origins = [...new Set(scores.flatMap((score) => score.rounds.map((round) => round.origin)))];
  const out: BacktestRound[] = [];
  for (const origin of origins.sort((a, b) => a - b)) {
    const able = scores.filter((score) => score.rounds.some((round) => round.origin === origin));
    const over = able.map((score) => score.rounds.filter((round) => round.origin + horizon <= origin));
    const maxRounds = Math.max(...over.map((rounds) => rounds.length));
    if (maxRounds === 0) continue;
    const best = leastError(over.map((rounds) => (rounds.length < maxRounds ? Infinity : measure(rounds))));
    const chosen = able[best]?.rounds.find((round) => round.origin === origin);
    if (chosen) out.push(chosen);
  }
  return out;
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
