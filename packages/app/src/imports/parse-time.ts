import { ZoneClock, type ZonedInstant } from "@aisle/runtime/zoned-time";

const earliest = Date.UTC(1990, 0, 1);
const dayMs = 86_400_000;
const utc = new ZoneClock("UTC");

/**
 * An instant from a file or an event, in milliseconds since 1970: ISO 8601 (also without signs, `24:00` and leap seconds),
 * `2011-12-09 12:50:00`, `12/9/2011 12:50` (month first), seconds, milliseconds, microseconds or nanoseconds since 1970. A
 * time without a zone is one of `clock`'s. `undefined` for anything else.
 */
export function parseTime(value: unknown, clock: ZoneClock): ZonedInstant | undefined {
  if (typeof value === "number") return fromEpoch(value);
  return typeof value === "string" ? fromText(value.trim(), clock) : undefined;
}

/** Reads the times of one file, and counts those that a change of the clocks makes doubtful. */
export class FileTimes {
  readonly #clock: ZoneClock;
  readonly #latest: number;
  readonly #onDoubt: (doubt: "twice" | "skipped") => void;

  /** Times before 1990 are none, nor those more than a day ahead of now unless `future`. */
  constructor(
    timeZone: string | undefined,
    onDoubt: (doubt: "twice" | "skipped") => void,
    { future = false }: { readonly future?: boolean } = {},
  ) {
    this.#clock = new ZoneClock(timeZone ?? "UTC");
    this.#latest = future ? Date.UTC(2200, 0, 1) : Date.now() + dayMs;
    this.#onDoubt = onDoubt;
  }

  /** A time that a workspace's zone does not change: for ids, so that the same file makes the same ones. */
  readAsUtc(value: unknown): number | undefined {
    return parseTime(value, utc)?.at;
  }

  read(value: unknown): number | undefined {
    const time = parseTime(value, this.#clock);
    if (time === undefined || time.at < earliest || time.at > this.#latest) return undefined;
    if (time.doubt !== undefined) this.#onDoubt(time.doubt);
    return time.at;
  }

  dateOf(value: unknown): Date | undefined {
    const at = this.read(value);
    return at === undefined ? undefined : new Date(at);
  }
}

function fromText(text: string, clock: ZoneClock): ZonedInstant | undefined {
  if (/^\d{10}(\.\d+)?$|^\d{13}$|^\d{16}$|^\d{19}$/.test(text)) return fromEpoch(Number(text));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (slashed !== null) {
    const [, month, day, year, hour, minute, second] = slashed;
    return instantOf({ year, month, day, hour, minute, second }, undefined, clock);
  }
  const parts = (iso.exec(text) ?? basic.exec(text))?.groups;
  return parts === undefined ? undefined : instantOf(parts, parts.zone, clock);
}

const iso =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[ T](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?\s*(?<zone>Z|UTC|[-+]\d{2}(?::?\d{2})?)?)?$/i;
const basic =
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})T(?<hour>\d{2})(?<minute>\d{2})(?:(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?(?<zone>Z|[-+]\d{2}(?::?\d{2})?)?$/i;

function instantOf(
  parts: { readonly [part: string]: string | undefined },
  zone: string | undefined,
  clock: ZoneClock,
): ZonedInstant | undefined {
  const number = (part: string) => Number(parts[part] ?? 0);
  const [month, day, hour, minute, second] = ["month", "day", "hour", "minute", "second"].map(number);
  // The end of a day is the beginning of the next; a leap second is the second after it.
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  if ((hour! > 23 && !endOfDay) || minute! > 59 || second! > 60) return undefined;
  const date = Date.UTC(number("year"), month! - 1, day!);
  // `Date` moves days that do not exist into the next month.
  const exists = new Date(date).getUTCMonth() === month! - 1 && new Date(date).getUTCDate() === day;
  if (!exists) return undefined;
  const fraction = parts.fraction === undefined ? 0 : Math.floor(Number(`0.${parts.fraction}`) * 1000);
  const local = date + ((hour! * 60 + minute!) * 60 + second!) * 1000 + fraction;
  if (zone === undefined) return clock.instant(local);
  const offset = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone);
  if (offset === null) return { at: local };
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return { at: local - (offset[1] === "-" ? -1 : 1) * minutes * 60_000 };
}

/** Seconds, milliseconds, microseconds or nanoseconds: each is recognized by its size, from 1973 to 5138. */
function fromEpoch(value: number): ZonedInstant | undefined {
  if (!Number.isFinite(value)) return undefined;
  const scale = value < 1e11 ? 1000 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  return { at: Math.round(value * scale) };
}
