import { normalSf } from "@aisle/stats/distributions/normal";
import { learnedLimit } from "./learned-limit.ts";
import type { ComparedWindow } from "./windows.ts";

/** A figure must move by a fifth to be said. */
const leastRatio = Math.log(1.2);
/** The least standard deviation of a log ratio that is believed. */
const leastDeviation = 0.02;

/** A figure of a whole window, such as its rows, against the usual one of windows of its reference. */
export interface JudgedFigure {
  readonly before: number;
  readonly now: number;
  /** Logarithm of their ratio. */
  readonly score: number;
  readonly limit: number;
  readonly pValue: number;
  readonly past: readonly (number | null)[];
  /** The figure of earlier windows. */
  readonly pastFigures: readonly (number | null)[];
}

/**
 * Judges a figure by what its ratio was in earlier windows, and counts by Poisson noise too. Undefined where there is no reference, or
 * (for what is no count) nothing to learn a limit from.
 */
export function judgeFigure(
  figureOf: (hours: readonly number[]) => number | undefined,
  window: ComparedWindow,
  past: readonly ComparedWindow[],
  isCount: boolean,
  own?: number,
): JudgedFigure | undefined {
  const current = ratioOf(figureOf, window);
  if (current === undefined) return undefined;
  const { before, now, score } = current;
  const pastRatios = past.map((each) => ratioOf(figureOf, each));
  const pastScores = pastRatios.map((each) => each?.score ?? null);
  const learned = learnedLimit(pastScores, true, leastDeviation);
  if (learned === undefined && !isCount) return undefined;
  const noise = isCount ? poisson(before, now, window.referenceWindows) : 0;
  // Without earlier windows nobody knows how much a count moves from day to day.
  const pValue = Math.max(noise, learned?.pValue(score) ?? (now === 0 ? 0 : 1));
  const usual = learned === undefined ? 0 : score < 0 ? -learned.lower : learned.upper;
  return {
    before,
    now,
    score,
    limit: own ?? Math.max(leastRatio, usual),
    pValue,
    past: pastScores,
    pastFigures: pastRatios.map((each) => each?.now ?? null),
  };
}

function ratioOf(
  figureOf: (hours: readonly number[]) => number | undefined,
  { hours, reference }: ComparedWindow,
): { readonly before: number; readonly now: number; readonly score: number } | undefined {
  const parts: number[] = [];
  for (let at = 0; at + hours.length <= reference.length; at += hours.length) {
    const figure = figureOf(reference.slice(at, at + hours.length));
    if (figure !== undefined) parts.push(figure);
  }
  const now = figureOf(hours);
  if (parts.length === 0 || now === undefined) return undefined;
  parts.sort((a, b) => a - b);
  // The middle one: a day of the reference on which nothing came in says nothing of others.
  const before = (parts[(parts.length - 1) >> 1]! + parts[parts.length >> 1]!) / 2;
  const small = Math.max(1e-9, Math.min(0.5, before / 100));
  return { before, now, score: Math.log((now + small) / (before + small)) };
}

/** Twice the root of a count has about variance 1. */
function poisson(before: number, now: number, windows: number): number {
  const z = (2 * (Math.sqrt(now) - Math.sqrt(before))) / Math.sqrt(1 + 1 / Math.max(1, windows));
  return Math.min(1, 2 * normalSf(Math.abs(z)));
}
