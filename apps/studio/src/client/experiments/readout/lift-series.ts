import type { ExperimentAnnotation, Reading } from "../../../server/experiment-types.ts";
import { intervalOf, isReadable, type Look } from "../effect-reading.ts";

/** One day of a lift chart. `at` is in days from the first one's midnight: a day's reading stands in its middle. */
export interface LiftPoint {
  readonly at: number;
  readonly day: string;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no interval. */
  readonly reason?: string;
}

/** What is expected of the interval if the effect stays as it is: from the last reading to the planned end. */
export interface ExpectedPoint {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

export interface LiftSeries {
  readonly points: readonly LiftPoint[];
  readonly expected: readonly ExpectedPoint[];
  /** Days from the first to the last one read or planned. */
  readonly span: number;
  readonly weekends: readonly { readonly from: number; readonly to: number }[];
}

const dayMs = 86_400_000;
/** Days whose interval reaches this many times further than the latest are drawn up to the end of the axis. */
const maxTimesLatest = 2;
const start = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** A day of a year, of which `index` days have passed since. */
export function dayAfter(first: string, index: number): string {
  return new Date(start(first) + index * dayMs).toISOString().slice(0, 10);
}

/** A day as the axis and the table name it: `Fri 14`, with its month when asked. */
export function dayLabel(day: string, month = false): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", timeZone: "UTC" };
  if (month) options.month = "short";
  return new Intl.DateTimeFormat("en-GB", options).format(start(day)).replace(",", "");
}

/**
 * The lift of an arm day by day in one look, with the weekends among its days and the interval that is expected at the planned end:
 * its width falls with the root of the units, which come evenly.
 */
export function liftSeries(
  days: Reading["days"],
  arm: string,
  look: Look,
  plannedDays: number,
  isGoingOn: boolean,
): LiftSeries {
  const first = days[0]?.day;
  if (first === undefined) return { points: [], expected: [], span: 0, weekends: [] };
  const points = days.map(({ day, effects }): LiftPoint => {
    const at = (start(day) - start(first)) / dayMs + 0.5;
    const none = { at, day, estimate: null, low: null, high: null };
    const effect = effects.find((one) => one.arm === arm);
    if (effect === undefined) return { ...none, reason: "Nothing was read on this day." };
    if (!isReadable(effect)) return { ...none, reason: effect.reason };
    const interval = intervalOf(effect, look);
    if (!isReadable(interval)) return { ...none, estimate: effect.estimate, reason: interval.reason };
    return { ...none, estimate: effect.estimate, low: interval.low, high: interval.high };
  });
  const last = points.at(-1)!;
  const span = Math.max(isGoingOn ? plannedDays : 0, Math.ceil(last.at));
  return { points, expected: isGoingOn ? expectedFrom(last, span) : [], span, weekends: weekendsOf(first, span) };
}

function expectedFrom(last: LiftPoint, end: number): readonly ExpectedPoint[] {
  const { at, estimate, low, high } = last;
  if (estimate === null || low === null || high === null || end - at < 1) return [];
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const now = at + ((end - at) * step) / steps;
    const narrower = Math.sqrt(at / now);
    return { at: now, low: estimate - (estimate - low) * narrower, high: estimate + (high - estimate) * narrower };
  });
}

function weekendsOf(first: string, span: number): LiftSeries["weekends"] {
  const weekends: { from: number; to: number }[] = [];
  for (let at = 0; at < span; at++) {
    const weekday = new Date(start(first) + at * dayMs).getUTCDay();
    if (weekday !== 0 && weekday !== 6) continue;
    const open = weekends.at(-1);
    if (open?.to === at) open.to = at + 1;
    else weekends.push({ from: at, to: at + 1 });
  }
  return weekends;
}

/** How far the vertical axis reaches to both sides, and whether the first days reach further. */
export function liftReach({ points, expected }: LiftSeries): { readonly reach: number; readonly isCut: boolean } {
  const bounds = (some: readonly { low: number | null; high: number | null; estimate?: number | null }[]) =>
    some
      .flatMap(({ low, high, estimate }) => [low, high, estimate ?? null])
      .filter((bound) => bound !== null)
      .map(Math.abs);
  const latest = points.findLast(({ low, high }) => low !== null || high !== null) ?? points.at(-1);
  const least = Math.max(0.001, ...bounds(latest === undefined ? [] : [latest]), ...bounds(expected));
  // The intervals of the first days are so wide that they would flatten all the others.
  const needed = Math.max(least, ...bounds(points).filter((bound) => bound <= maxTimesLatest * least));
  return { reach: needed * 1.05, isCut: bounds(points).some((bound) => bound > needed * 1.05) };
}

/** Where a day's interval leaves the axis: a mark stands there for what is not drawn. */
export function cutMarks(
  points: readonly LiftPoint[],
  reach: number,
): readonly { readonly at: number; readonly side: 1 | -1 }[] {
  return points.flatMap(({ at, low, high, estimate }) => {
    if (estimate === null) return [];
    const above = (high ?? estimate) > reach;
    const below = (low ?? estimate) < -reach;
    return [...(above ? [{ at, side: 1 } as const] : []), ...(below ? [{ at, side: -1 } as const] : [])];
  });
}

const tickSteps = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Round places on a vertical axis that reaches as far to both sides of 0: two or three on each. */
export function roundTicks(reach: number): readonly number[] {
  const step = tickSteps.find((one) => reach / one < 4) ?? reach;
  const most = Math.floor(reach / step);
  return Array.from({ length: 2 * most + 1 }, (_, at) => Math.round((at - most) * step * 1e6) / 1e6);
}

/** Where moments stand on the axis, in days from the first one's midnight by the clocks of the workspace. */
export function placedAnnotations(
  annotations: readonly ExperimentAnnotation[],
  first: string,
  timeZone: string,
): readonly { readonly at: number; readonly text: string; readonly annotation: ExperimentAnnotation }[] {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return annotations.map((annotation) => {
    const part = Object.fromEntries(
      format.formatToParts(new Date(annotation.at)).map(({ type, value }) => [type, value]),
    );
    const day = (start(`${part.year}-${part.month}-${part.day}`) - start(first)) / dayMs;
    return { at: day + (Number(part.hour) * 60 + Number(part.minute)) / 1440, text: annotation.text, annotation };
  });
}
