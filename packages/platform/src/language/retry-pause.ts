import { backoffMs } from "@aisle/runtime/backoff";

/** Milliseconds that a server asks to wait (`Retry-After` in seconds or as a date, `Retry-After-Ms`), `undefined` when it says nothing usable. */
export function askedPause(headers: Headers | undefined, now = Date.now()): number | undefined {
  const exact = headers?.get("retry-after-ms");
  const given = headers?.get("retry-after");
  const ms = exact != null ? Number(exact) : given == null ? Number.NaN : secondsOrDate(given, now);
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function secondsOrDate(text: string, now: number): number {
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000;
}

/** The pause before try number `attempt` + 1 when the server names none: doubled each time, with a quarter of chance. */
export const ownPause = (attempt: number): number => backoffMs(attempt, { firstMs: 500, maxMs: 60_000, jitter: 0.25 });
