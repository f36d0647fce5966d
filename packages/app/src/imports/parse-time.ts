const earliest = Date.UTC(1990, 0, 1);

/**
 * An instant from a file, in milliseconds since 1970: ISO 8601, `2011-12-09 12:50:00`, `12/9/2011 12:50` (month first),
 * seconds or milliseconds since 1970. A time without a zone is UTC. `undefined` for anything else, and for times before
 * 1990 or more than a day ahead of `now`.
 */
export function parseTime(value: unknown, now: number): number | undefined {
  const time =
    typeof value === "number" ? fromEpoch(value) : typeof value === "string" ? fromText(value.trim()) : undefined;
  return time !== undefined && time >= earliest && time <= now + 86_400_000 ? time : undefined;
}

function fromText(text: string): number | undefined {
  if (/^\d{10}(\.\d+)?$|^\d{13}$/.test(text)) return fromEpoch(Number(text));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (slashed !== null) {
    const [, month, day, year, hour, minute, second] = slashed.map(Number);
    return valid(Date.UTC(year!, month! - 1, day!, hour || 0, minute || 0, second || 0), month!, day!);
  }
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|UTC|[-+]\d{2}:?\d{2})?)?$/i.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, clock, zone] = parts;
  const offset = zone === undefined || /^(z|utc)$/i.test(zone) ? "Z" : zone.replace(/(\d{2}):?(\d{2})$/, "$1:$2");
  const noon = valid(Date.UTC(Number(year), Number(month) - 1, Number(day)), Number(month), Number(day));
  if (noon === undefined || clock === undefined) return noon;
  const time = Date.parse(
    `${year}-${month}-${day}T${clock.length === 5 ? `${clock}:00` : clock.replace(",", ".")}${offset}`,
  );
  return Number.isNaN(time) ? undefined : time;
}

/** Refuses days that do not exist, which `Date` would move into the next month. */
function valid(time: number, month: number, day: number): number | undefined {
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}

function fromEpoch(value: number): number | undefined {
  return Number.isFinite(value) ? Math.round(value < 1e11 ? value * 1000 : value) : undefined;
}
