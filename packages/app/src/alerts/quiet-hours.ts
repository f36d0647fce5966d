import type { AlertSettings } from "@aisle/contracts/alert";
import type { ZoneClock } from "@aisle/runtime/zoned-time";

const minuteMs = 60_000;
const dayMinutes = 1440;

/** Whether messages wait at a time, milliseconds since 1970, by the clocks of the workspace. */
export function isQuiet(quiet: AlertSettings["quiet"], clock: ZoneClock, at: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  const local = Math.floor((at + clock.offset(at)) / minuteMs);
  const minute = ((local % dayMinutes) + dayMinutes) % dayMinutes;
  return quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to;
}
