import { ZoneClock } from "@aisle/runtime/zoned-time";

const dayMs = 86_400_000;
const maxDays = 800;

/** The local days of a stretch of time. */
export interface DayStarts {
  /** `YYYY-MM-DD`, ascending. */
  readonly days: readonly string[];
  /** Index of the day that holds an instant; that of the first or last day for one before or after them. */
  indexOf(at: number): number;
  /** The last millisecond of a day; without an end for the last one. */
  endOf(index: number): number;
}

/** Days of a zone from the one that holds `from` to the one that holds `to`, milliseconds since 1970; the latest 800 of them. */
export function dayStarts(timeZone: string, from: number, to: number): DayStarts {
  const clock = new ZoneClock(timeZone);
  const localDay = (at: number) => Math.floor((at + clock.offset(at)) / dayMs);
  const last = localDay(to);
  const first = Math.max(localDay(Math.min(from, to)), last - maxDays + 1);
  const starts = Array.from({ length: last - first + 1 }, (_, i) => clock.instant((first + i) * dayMs).at);
  return {
    days: starts.map((_, i) => new Date((first + i) * dayMs).toISOString().slice(0, 10)),
    endOf: (index) => (starts[index + 1] ?? Number.POSITIVE_INFINITY) - 1,
    indexOf: (at) => {
      // No day is off by more than the hours that clocks are put forward or back.
      let index = Math.max(0, Math.min(starts.length - 1, Math.floor((at - starts[0]!) / dayMs)));
      while (index + 1 < starts.length && at >= starts[index + 1]!) index++;
      while (index > 0 && at < starts[index]!) index--;
      return index;
    },
  };
}
