import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { ReplaySubject } from "./replay-subject.ts";
import type { ReplaysPorts } from "./replays-ports.ts";
import type { LoggedTime } from "./replays-shapes.ts";

const dayMs = 86_400_000;

/** Milliseconds since 1970, `until` the first that does not count. */
export interface LoggedDay {
  readonly since: number;
  readonly until: number;
  readonly day: LoggedTime["day"];
}

/** Yesterday in the workspace's time zone; the last day with traffic where there was none; `undefined` where there never was any. */
export async function loggedDay(
  ports: Pick<ReplaysPorts, "decisionSamples" | "settings">,
  { workspaceId, endpoints }: Pick<ReplaySubject, "workspaceId" | "endpoints">,
  now: number,
): Promise<LoggedDay | undefined> {
  const clock = new ZoneClock(await ports.settings.timeZone(workspaceId));
  const today = startOfDay(clock, now);
  const before = await ports.decisionSamples.lastTraffic(workspaceId, endpoints, today);
  if (before === undefined) {
    const last = await ports.decisionSamples.lastTraffic(workspaceId, endpoints, now + 1);
    return last === undefined ? undefined : { since: today, until: minuteAfter(now), day: "today" };
  }
  const since = startOfDay(clock, before);
  // Days are 23 to 25 hours long where clocks change.
  const until = startOfDay(clock, since + 1.5 * dayMs);
  return { since, until, day: until === today ? "yesterday" : "earlier" };
}

/** The last days and what there is of today, in the workspace's time zone. */
export async function loggedDays(
  ports: Pick<ReplaysPorts, "settings">,
  workspaceId: string,
  days: number,
  now: number,
): Promise<{ readonly since: number; readonly until: number }> {
  const clock = new ZoneClock(await ports.settings.timeZone(workspaceId));
  return { since: startOfDay(clock, now - days * dayMs), until: minuteAfter(now) };
}

function startOfDay(clock: ZoneClock, at: number): number {
  const local = Math.floor((at + clock.offset(at)) / dayMs) * dayMs;
  return clock.instant(local).at;
}

function minuteAfter(time: number): number {
  return Math.ceil((time + 1) / 60_000) * 60_000;
}
