import { msPerDay } from "../features/recency-weight.ts";

/**
 * Weights of events by age that never have to be touched again: instead of old ones shrinking, new ones grow, by
 * 2^(days since the first seen / half-life). `scale` is what an event of the latest time weighs.
 */
export class DecayClock {
  readonly halfLifeDays: number | null;
  #origin: number | undefined;
  #latest: number | undefined;

  /** No half-life: everything weighs 1. */
  constructor(halfLifeDays: number | null, origin?: number, latest?: number) {
    if (halfLifeDays !== null && !(halfLifeDays > 0 && Number.isFinite(halfLifeDays)))
      throw new RangeError(`halfLifeDays must be above zero, not ${halfLifeDays}.`);
    this.halfLifeDays = halfLifeDays;
    this.#origin = origin;
    this.#latest = latest;
  }

  /** The weight of an event at that time (epoch milliseconds), which counts as seen. */
  weigh(time: number | undefined): number {
    if (this.halfLifeDays === null || time === undefined) return 1;
    this.#origin ??= time;
    this.#latest = Math.max(this.#latest ?? time, time);
    return this.#growth(time);
  }

  get scale(): number {
    return this.#latest === undefined ? 1 : this.#growth(this.#latest);
  }

  get state(): { halfLifeDays: number | null; origin: number | null; latest: number | null } {
    return { halfLifeDays: this.halfLifeDays, origin: this.#origin ?? null, latest: this.#latest ?? null };
  }

  #growth(time: number): number {
    if (this.halfLifeDays === null || this.#origin === undefined) return 1;
    // Beyond 2^±500 an event weighs nothing beside another, and its number must stay finite.
    const halvings = (time - this.#origin) / msPerDay / this.halfLifeDays;
    return 2 ** Math.max(-500, Math.min(500, halvings));
  }
}

/** The clock of a saved state. */
export function clockOf(state: DecayClock["state"]): DecayClock {
  return new DecayClock(state.halfLifeDays, state.origin ?? undefined, state.latest ?? undefined);
}
