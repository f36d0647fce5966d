import { ForecastInputError } from "../forecaster.ts";

const msPerDay = 86_400_000;

/** How far apart two periods of a panel are. */
export type CalendarStep = "day" | "week" | "month";

/**
 * Calendar covariates of `length` periods from the day `start` (YYYY-MM-DD) on, for a panel's `covariates`: month (1–12),
 * day of the week (Monday 0; days only), day of the month (days and weeks), week of the year (ISO 8601; days and weeks), and
 * days from the period's first day to the nearest 25 December and Western Easter Sunday, negative before it. Whole days,
 * no time zone. Throws ForecastInputError for a date that is none.
 */
export function calendarCovariates(start: string, every: CalendarStep, length: number): Record<string, Float64Array> {
  const first = Date.parse(`${start}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(start) || Number.isNaN(first))
    throw new ForecastInputError("start", `must be a date like 2026-01-31, got "${start}"`);
  const days = Array.from({ length }, (_, t) => dayOf(first, every, t));
  const column = (measure: (day: Date) => number): Float64Array => Float64Array.from(days, measure);
  const covariates: Record<string, Float64Array> = {
    month: column((day) => day.getUTCMonth() + 1),
    "days from Christmas": column((day) => daysFromNearest(day, (year) => Date.UTC(year, 11, 25))),
    "days from Easter": column((day) => daysFromNearest(day, easterSunday)),
  };
  if (every === "month") return covariates;
  covariates["day of month"] = column((day) => day.getUTCDate());
  covariates["week of year"] = column(isoWeek);
  if (every === "day") covariates["day of week"] = column((day) => (day.getUTCDay() + 6) % 7);
  return covariates;
}

/** Easter Sunday of a Gregorian year, epoch milliseconds (the anonymous algorithm: Meeus 1991, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor((8 * b + 13) / 25);
  const g = (19 * a + b - Math.floor(b / 4) - d + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - g - (c % 4)) % 7;
  const m = Math.floor((a + 11 * g + 22 * l) / 451);
  const n = g + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}

function dayOf(first: number, every: CalendarStep, t: number): Date {
  if (every !== "month") return new Date(first + t * (every === "week" ? 7 : 1) * msPerDay);
  const start = new Date(first);
  const month = start.getUTCMonth() + t;
  // A month that starts on the 31st would otherwise run over into the next.
  const last = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), last)));
}

function daysFromNearest(day: Date, feast: (year: number) => number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const year of [-1, 0, 1]) {
    const apart = Math.round((day.getTime() - feast(day.getUTCFullYear() + year)) / msPerDay);
    if (Math.abs(apart) < Math.abs(nearest)) nearest = apart;
  }
  return nearest;
}

function isoWeek(day: Date): number {
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * msPerDay);
  return 1 + Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * msPerDay));
}
