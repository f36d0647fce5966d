const quarterMs = 900_000;
const halfDayMs = 43_200_000;
const maxCached = 50_000;

/** An instant that a local time means; `doubt` says where the clocks make that unsure. */
export interface ZonedInstant {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `twice`: the clocks went back and show this time twice, the earlier one is taken. `skipped`: they went forward over it. */
  readonly doubt?: "twice" | "skipped";
}

/** Whether a text is the name of a time zone, such as `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Offsets such as `+02:00` are no zones: they know no daylight saving.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** The clocks of an IANA time zone: what a local time means, and when a day begins. An unknown name counts as UTC. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    if (timeZone === "UTC" || !isTimeZone(timeZone)) return;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** How far the local time is ahead of UTC at an instant, in milliseconds. */
  offset(at: number): number {
    if (this.#format === undefined) return 0;
    // No zone has changed its clocks within a quarter of an hour of UTC since 1972.
    const quarter = Math.floor(at / quarterMs);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      offset = this.#read(this.#format, quarter * quarterMs);
      if (this.#offsets.size >= maxCached) this.#offsets.clear();
      this.#offsets.set(quarter, offset);
    }
    return offset;
  }

  /**
   * What a local time means, given as the milliseconds that it would be in UTC. Of two instants the earlier is taken; a
   * time that the clocks skip is moved forward by what they skip (as RFC 5545 and Temporal's `compatible` have it).
   */
  instant(local: number): ZonedInstant {
    const before = local - this.offset(local - halfDayMs);
    const after = local - this.offset(local + halfDayMs);
    if (before === after) return { at: before };
    const isRight = (at: number) => at + this.offset(at) === local;
    if (isRight(before) && isRight(after)) return { at: Math.min(before, after), doubt: "twice" };
    if (isRight(before)) return { at: before };
    return isRight(after) ? { at: after } : { at: before, doubt: "skipped" };
  }

  /** The first instant of the local step (of `stepMs`, counted from local midnight of 1970) that holds an instant. */
  startOfStep(at: number, stepMs: number): number {
    const offset = this.offset(at);
    return Math.floor((at + offset) / stepMs) * stepMs - offset;
  }

  /** The local day of an instant, as `YYYY-MM-DD`. */
  day(at: number): string {
    return new Date(at + this.offset(at)).toISOString().slice(0, 10);
  }

  #read(format: Intl.DateTimeFormat, at: number): number {
    const parts: { [type: string]: number } = {};
    for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - at;
  }
}
