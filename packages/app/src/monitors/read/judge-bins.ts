import type { MonitorFigure, MonitorMeasure } from "@aisle/contracts/monitor-reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { binaryZ } from "@aisle/stats/drift/binary-z";
import { chiSquareContingency } from "@aisle/stats/drift/chi-square-tests";
import { overdispersedDistance, type ScaledDistance } from "@aisle/stats/drift/overdispersed-distance";
import { jensenShannon } from "@aisle/stats/drift/share-distances";
import { binFigure, sharesWithin, usualRange } from "./bin-figure.ts";
import type { HourTable } from "./hour-table.ts";
import { learnedLimit } from "./learned-limit.ts";
import type { ComparedWindow } from "./windows.ts";

/** As `columnDrift` has it: nearer distributions are one, however sure the difference. */
const minDistance = 0.1;
/** A share that moved by less, of itself or in all, is said of nobody. */
const minRelative = 0.1;
const minAbsolute = 0.003;
/** So many parts of a reference show by themselves how much a score varies. */
const manyParts = 8;
export const minReferenceRows = 50;
export const minRows = 20;

/** How one monitor stands in a window. */
export interface Judged {
  readonly measure: MonitorMeasure;
  /** Signed, where the measure has a direction. */
  readonly score: number;
  /** From this size on it is a change. */
  readonly limit: number;
  readonly pValue: number;
  readonly past: readonly (number | null)[];
  /** What a person reads of it. */
  readonly figure: MonitorFigure;
  /** Counts of the reference and of the window. */
  readonly before: Float64Array;
  readonly now: Float64Array;
}

/**
 * A window's counts against its reference's: angle between two shares, else Jensen–Shannon distance. The limit is the larger of the
 * least that matters and what earlier windows showed; the p-value the larger of the test's and that of earlier windows. Undefined where
 * a side has too few rows. `own` replaces the limit.
 */
export function judgeBins(
  table: HourTable,
  monitor: number,
  window: ComparedWindow,
  past: readonly ComparedWindow[],
  own?: number,
): Judged | undefined {
  const before = table.counts(monitor, window.reference);
  const now = table.counts(monitor, window.hours);
  const [m, n] = [sumOf(before), sumOf(now)];
  if (m < minReferenceRows || n < minRows) return undefined;
  const { kind } = table.monitors[monitor]!;
  const isShare = kind === "share";
  const scoreOf = isShare ? angleOf : distanceOf;
  const score = scoreOf(before, now) ?? 0;
  const figure = binFigure(table.monitors[monitor]!);
  const pastFigures: (number | null)[] = [];
  const parts: ScaledDistance[] = [];
  const pastScores = past.map((each) => {
    const counts = [table.counts(monitor, each.reference), table.counts(monitor, each.hours)] as const;
    const found = sumOf(counts[0]) < minReferenceRows || sumOf(counts[1]) < minRows ? null : scoreOf(...counts);
    if (each.isPart && found !== null)
      parts.push({ distance: Math.abs(found), scale: 1 / sumOf(counts[0]) + 1 / sumOf(counts[1]) });
    pastFigures.push(sumOf(counts[1]) < minRows ? null : figure.of(counts[1], found));
    return found;
  });
  const noise = Math.sqrt((1 / m + 1 / n) * (isShare ? 1 : (before.length - 1) / 8));
  const learned = learnedLimit(pastScores, isShare, noise / 4);
  const least = isShare ? leastAngle(before[0]! / m, score < 0 ? -1 : 1) : minDistance;
  const usual = learned === undefined ? 0 : score < 0 ? -learned.lower : learned.upper;
  const limit = own ?? Math.max(least, usual);
  return {
    measure: isShare ? "angle" : "jensen-shannon",
    score,
    limit,
    figure: {
      unit: figure.unit,
      now: figure.of(now, score),
      before: figure.unit === "distance" ? null : figure.of(before, null),
      past: pastFigures,
      usual: isShare
        ? sharesWithin(before[0]! / m, limit)
        : figure.unit === "distance"
          ? [0, limit]
          : usualRange(pastFigures),
    },
    // Rows of one day resemble each other: until it is known how much days differ, no distribution is said to have moved.
    pValue: Math.max(
      testOf(isShare, before, now),
      (isShare ? undefined : fromParts({ distance: score, scale: 1 / m + 1 / n }, parts, before.length)) ??
        learned?.pValue(score) ??
        (isShare || kind === "form" ? 0 : 1),
    ),
    past: pastScores,
    before,
    now,
  };
}

/** P-value by a few parts of a pinned reference, each of whose bins tells how much rows of the same time resemble each other. */
function fromParts(now: ScaledDistance, parts: readonly ScaledDistance[], bins: number): number | undefined {
  if (parts.length === 0 || parts.length >= manyParts) return undefined;
  const result = overdispersedDistance(now, parts, bins);
  return isDegenerate(result) ? undefined : result.pValue;
}

function testOf(isShare: boolean, before: Float64Array, now: Float64Array): number {
  const result = isShare
    ? binaryZ(before[0]!, sumOf(before), now[0]!, sumOf(now))
    : chiSquareContingency([before, now]);
  // All rows of both sides alike: nothing that could differ.
  return isDegenerate(result) ? 1 : result.pValue;
}

function distanceOf(before: Float64Array, now: Float64Array): number | null {
  const distance = jensenShannon(before, now);
  return isDegenerate(distance) ? null : distance;
}

/** Cohen's h: 2 arcsin √q − 2 arcsin √p, whose noise is the same at every share. */
function angleOf(before: Float64Array, now: Float64Array): number {
  return angle(now[0]! / sumOf(now)) - angle(before[0]! / sumOf(before));
}

const angle = (share: number): number => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))));

function leastAngle(share: number, direction: 1 | -1): number {
  const least = Math.max(minAbsolute, minRelative * Math.min(share, 1 - share));
  return Math.abs(angle(share + direction * least) - angle(share));
}

/** The sum of counts. */
export function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
