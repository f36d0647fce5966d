/** Why a statistic has no defensible value on this input. Closed list, so that a panel can word each one. */
export type DegenerateReason =
  /** no observations at all, or none in one of the groups */
  | "empty"
  /** too few observations for the statistic to exist (for example a variance of one value) */
  | "too-few"
  /** no spread where spread is needed: variance zero, one single category, all outcomes alike */
  | "constant"
  /** a NaN or an infinity among the data */
  | "not-finite"
  /** the reference of a relative measure is zero, or not distinguishable from zero */
  | "zero-baseline"
  /** expected counts below the minimum at which the approximation holds */
  | "low-counts"
  /** logged data do not cover what the target would do */
  | "poor-support"
  /** the quantity is not defined for this input for the reason given in `detail` */
  | "undefined";

/** A stated non-answer. Every statistic that can fail on honest data returns `Result | Degenerate`, never NaN. */
export interface Degenerate {
  readonly degenerate: DegenerateReason;
  /** One sentence for the analyst, with the numbers that decided. */
  readonly detail: string;
}

/** Makes the stated non-answer of a statistic that has no defensible value on this input. */
export function degenerate(reason: DegenerateReason, detail: string): Degenerate {
  return { degenerate: reason, detail };
}

/** True when a statistic answered with a stated non-answer instead of a value. */
export function isDegenerate(value: unknown): value is Degenerate {
  return typeof value === "object" && value !== null && "degenerate" in value && typeof value.degenerate === "string";
}

/**
 * Thrown when the caller, not the data, is wrong: a level outside (0, 1), arrays of unequal length, a negative count.
 * `argument` names what to fix. Data that are merely empty, constant or not finite give `Degenerate` instead.
 */
export class StatsInputError extends Error {
  override readonly name = "StatsInputError";
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`);
    this.argument = argument;
  }
}

/** Throws StatsInputError unless `value` lies strictly between 0 and 1. */
export function requireOpenShare(argument: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new StatsInputError(argument, `must lie strictly between 0 and 1, got ${value}`);
}

/** Throws StatsInputError unless `value` lies within 0 and 1, ends included. */
export function requireShare(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new StatsInputError(argument, `must lie within [0, 1], got ${value}`);
}

/** Throws StatsInputError unless `value` is finite and above zero. */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new StatsInputError(argument, `must be above zero, got ${value}`);
}

/** Throws StatsInputError unless `value` is a finite number. */
export function requireFinite(argument: string, value: number): void {
  if (!Number.isFinite(value)) throw new StatsInputError(argument, `must be a finite number, got ${value}`);
}

/** Throws StatsInputError unless `value` is a whole number of at least `minimum`, within exact range. */
export function requireCount(argument: string, value: number, minimum = 0): void {
  if (!Number.isSafeInteger(value) || value < minimum)
    throw new StatsInputError(argument, `must be a whole number of at least ${minimum}, got ${value}`);
}

/** Throws StatsInputError unless both arrays have the same length. */
export function requireSameLength(argument: string, a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length !== b.length) throw new StatsInputError(argument, `lengths differ: ${a.length} and ${b.length}`);
}

/** True when every value is a finite number. */
export function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
