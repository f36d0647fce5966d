import { type Degenerate, degenerate, requireFinite, requirePositive, StatsInputError } from "../degenerate.ts";

/** How long an experiment must run. */
export interface PlannedDays {
  /** Days until the units are there, before rounding up to the minimum and to weeks. */
  daysForUnits: number;
  /** Days to plan: at least the minimum, in whole weeks by default. */
  days: number;
}

export interface DaysOptions {
  /** Share of the traffic that enters the experiment. */
  exposure?: number;
  minimumDays?: number;
  wholeWeeks?: boolean;
}

/**
 * Days until enough units have entered. `dailyUnits` is the number of new units a day, or a list of them (returning
 * shoppers make later days bring fewer new ones); past the list's end its last seven days repeat. Degenerate when the
 * traffic never suffices.
 *
 * @equation the least d with exposure · Σ_{i≤d} unitsᵢ ≥ units, then max(minimum, d) rounded up to weeks
 * @source definition
 * @default exposure 1
 * @default minimumDays 14
 * @default wholeWeeks true
 * @throws StatsInputError when units are not above zero, a day is negative or exposure is outside (0, 1]
 */
export function daysToDetect(
  units: number,
  dailyUnits: number | ArrayLike<number>,
  options: DaysOptions = {},
): PlannedDays | Degenerate {
  const { exposure = 1, minimumDays = 14, wholeWeeks = true } = options;
  requirePositive("units", units);
  requireFinite("minimumDays", minimumDays);
  if (!(exposure > 0 && exposure <= 1)) throw new StatsInputError("exposure", `must lie in (0, 1], got ${exposure}`);
  const days = typeof dailyUnits === "number" ? [dailyUnits] : Array.from(dailyUnits);
  if (days.some((day) => !(day >= 0 && Number.isFinite(day))))
    throw new StatsInputError("dailyUnits", "must be finite and not negative");
  if (days.length === 0) return degenerate("empty", "No daily traffic is given.");
  let missing = units / exposure;
  let daysForUnits = 0;
  for (const day of days) {
    if (missing <= 0) break;
    missing -= day;
    daysForUnits++;
  }
  if (missing > 0) {
    const tail = days.slice(-7);
    const cycle = tail.reduce((sum, day) => sum + day, 0);
    if (cycle === 0) return degenerate("undefined", "The last week brings no new units, so the size is never reached.");
    if (missing / cycle > 1e9) return degenerate("undefined", "More than a billion weeks would be needed.");
    const cycles = Math.max(0, Math.ceil(missing / cycle) - 1);
    daysForUnits += cycles * tail.length;
    missing -= cycles * cycle;
    for (const day of tail) {
      if (missing <= 1e-9 * units) break;
      missing -= day;
      daysForUnits++;
    }
  }
  const atLeast = Math.max(minimumDays, daysForUnits);
  return { daysForUnits, days: wholeWeeks ? Math.ceil(atLeast / 7) * 7 : atLeast };
}
