import type { FollowUp } from "@aisle/contracts/monitor-source";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { stepChange } from "@aisle/stats/decomposition/step-change";
import { isDegenerate } from "@aisle/stats/degenerate";
import type { ChangeInput, CountedHour } from "./change-input.ts";
import { countedBy, totalOf } from "./figure-counts.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Hours before the window that a change may have begun in. */
const lookBackMs = 3 * dayMs;
/** Days that the usual course of a day and of a week is learned from, at least. */
const leastUsualMs = 7 * dayMs;
/** A time whose likelihood is less than this below the best one may be that of the change: 1.92 would do were hours independent. */
const slack = 4;

/** How well a time or a stretch fits the change. */
export interface TimeFit {
  readonly fits: boolean;
  /** Natural logarithm of how much less likely it is than the best time; 0 for the best. */
  readonly below: number;
}

const noFit: TimeFit = { fits: false, below: Number.POSITIVE_INFINITY };

/**
 * When a figure changed: its counts by hour against what the hour of the day and the weekday usually have. `segment` looks at the
 * answers of one segment alone.
 */
export class ChangeTimes {
  readonly #at: readonly number[];
  readonly #counts: readonly number[];
  readonly #expected: readonly number[];
  readonly #sign: number;
  /** The most likely first hour of the change, milliseconds since 1970; null where too little is known. */
  readonly begin: number | null;
  readonly #best: number;

  constructor(input: ChangeInput, segment?: { readonly dimension: string; readonly value: string }) {
    const what = countedBy[input.figure];
    const clock = new ZoneClock(input.timeZone);
    const countsOf = (hour: CountedHour) =>
      segment === undefined ? hour : hour.segments.get(segment.dimension)?.get(segment.value);
    const since = Math.min(input.window.from - lookBackMs, sinceOf(input) - 2 * dayMs);
    const start = Math.max(since, (input.hours[0]?.at ?? 0) + leastUsualMs);
    const usual = usualCourse(
      input.hours.filter(({ at }) => at < start),
      clock,
      what,
      countsOf,
    );
    const later = input.hours.filter(({ at }) => at >= start);
    this.#at = later.map(({ at }) => at);
    this.#counts = later.map((hour) => Math.max(0, countsOf(hour)?.[what] ?? 0));
    this.#expected = later.map((hour) => (countsOf(hour)?.answers ?? 0) * usual(hour.at));
    const falls = this.#at.map((_, i) => this.#likelihood(i));
    this.#sign = directionOf(input, segment);
    let [best, begin] = [0, null as number | null];
    for (const [i, fit] of falls.entries())
      if (fit !== undefined && Math.sign(fit.after - fit.before) === this.#sign && fit.logLikelihoodRatio > best) {
        best = fit.logLikelihoodRatio;
        begin = this.#at[i]!;
      }
    this.#best = best;
    this.begin = begin;
  }

  /** Whether the change may have begun at a time; the hour before and after count too. */
  began(at: number): TimeFit {
    const index = this.#at.findIndex((hour) => hour + hourMs > at);
    if (this.begin === null || index < 0) return noFit;
    const all = [index - 1, index, index + 1].map((i) => this.#likelihood(i));
    return this.#fitOf(all.filter((fit) => fit !== undefined));
  }

  /** Whether the change was there during a stretch alone. */
  lasted(from: number, to: number): TimeFit {
    if (this.begin === null) return noFit;
    const inside = this.#at.map((at) => at >= from && at < to);
    const order = [...inside.keys()].sort((a, b) => Number(inside[a]) - Number(inside[b]));
    const first = inside.filter((each) => !each).length;
    const fit = stepChange(
      order.map((i) => this.#counts[i]!),
      order.map((i) => this.#expected[i]!),
      first,
    );
    return isDegenerate(fit) ? noFit : this.#fitOf([fit]);
  }

  #fitOf(found: readonly { before: number; after: number; logLikelihoodRatio: number }[]): TimeFit {
    const ratios = found
      .filter(({ before, after }) => Math.sign(after - before) === this.#sign)
      .map(({ logLikelihoodRatio }) => logLikelihoodRatio);
    if (ratios.length === 0) return noFit;
    const below = this.#best - Math.max(...ratios);
    return { fits: below <= slack, below };
  }

  #likelihood(index: number) {
    if (index < 0 || index >= this.#at.length) return undefined;
    const fit = stepChange(this.#counts, this.#expected, index);
    return isDegenerate(fit) ? undefined : fit;
  }
}

/** Since when the figure's own finding says that it changed. */
function sinceOf({ reading, figure, window }: ChangeInput): number {
  return reading.findings.find(({ monitor }) => monitor === figure)?.since ?? window.from;
}

/** The usual rate of an hour: that of its weekday, times what its hour of the day has over all hours. */
function usualCourse(
  hours: readonly CountedHour[],
  clock: ZoneClock,
  what: FollowUp,
  countsOf: (hour: CountedHour) => Pick<CountedHour, "answers" | FollowUp> | undefined,
): (at: number) => number {
  const all = { hits: 0, rows: 0 };
  const byDay = Array.from({ length: 7 }, () => ({ hits: 0, rows: 0 }));
  const byHour = Array.from({ length: 24 }, () => ({ hits: 0, rows: 0 }));
  const placeOf = (at: number) => {
    const local = at + clock.offset(at);
    return { day: Math.floor(local / dayMs) % 7, hour: Math.floor((local % dayMs) / hourMs) };
  };
  for (const hour of hours) {
    const counts = countsOf(hour);
    if (counts === undefined) continue;
    const { day, hour: ofDay } = placeOf(hour.at);
    for (const each of [all, byDay[day]!, byHour[ofDay]!]) {
      each.hits += Math.max(0, counts[what]);
      each.rows += counts.answers;
    }
  }
  if (all.hits === 0) return () => 0;
  const rate = all.hits / all.rows;
  // Few answers of an hour or a weekday say less of it than all do: a hundred of the average count with them.
  const smooth = ({ hits, rows }: typeof all) => (hits + 100 * rate) / (rows + 100) / rate;
  const factors = { day: byDay.map(smooth), hour: byHour.map(smooth) };
  return (at) => {
    const { day, hour } = placeOf(at);
    return rate * factors.day[day]! * factors.hour[hour]!;
  };
}

/** Whether the figure rose (1) or fell (-1) between the reference and the window; of one segment, where it is given. */
function directionOf(
  { figure, before, now }: ChangeInput,
  segment: { readonly dimension: string; readonly value: string } | undefined,
): 1 | -1 {
  const what = countedBy[figure];
  const [earlier, later] = [before, now].map((side) => {
    const counts = segment === undefined ? totalOf(side) : side.get(segment.dimension)?.get(segment.value);
    return counts === undefined || counts.answers === 0 ? 0 : counts[what] / counts.answers;
  });
  return later! > earlier! ? 1 : -1;
}
