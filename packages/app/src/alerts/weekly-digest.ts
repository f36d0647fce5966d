import type { Alert } from "@aisle/contracts/alert";
import type { ZoneClock } from "@aisle/runtime/zoned-time";
import type { AlertMessage } from "./alert-message.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const listed = 8;
/** It is sent from 8 to 20 on Mondays, or not at all. */
const [fromHour, toHour] = [8, 20];

/** The Monday whose digest is due at a time, as `YYYY-MM-DD`; undefined at other times. */
export function digestDay(clock: ZoneClock, at: number): string | undefined {
  const local = new Date(at + clock.offset(at));
  const isDue = local.getUTCDay() === 1 && local.getUTCHours() >= fromHour && local.getUTCHours() < toHour;
  return isDue ? clock.day(at) : undefined;
}

/** What a week brought: `alerts` are those that were raised or open in the seven days before; undefined where there is nothing to say. */
export function weeklyDigest(
  alerts: readonly Alert[],
  { endpoints, quiet, at }: { readonly endpoints: number; readonly quiet: number; readonly at: number },
): AlertMessage | undefined {
  if (endpoints === 0 && alerts.length === 0) return undefined;
  const raised = alerts.filter(({ raisedAt }) => raisedAt >= at - 7 * dayMs);
  const open = alerts.filter(({ state }) => state !== "recovered");
  const lines = [
    `${counted(raised.length, "alert")} in seven days, ${open.length === 0 ? "none of them open" : `${open.length} still open`}.`,
    ...(endpoints === 0 ? [] : [`${quiet} of ${counted(endpoints, "endpoint")} had none.`]),
  ];
  const longest = [...raised].sort((a, b) => lasted(b, at) - lasted(a, at)).slice(0, listed);
  for (const alert of longest)
    lines.push(
      `– ${alert.name}: ${alert.title} ${alert.state === "recovered" ? "Over after" : "For"} ${hours(lasted(alert, at))}.`,
    );
  return {
    title: `The week: ${counted(raised.length, "alert")}, ${open.length} open`,
    text: lines.join("\n"),
    path: "/monitors",
  };
}

const lasted = ({ since, recoveredAt }: Alert, at: number): number => (recoveredAt ?? at) - since;

function hours(ms: number): string {
  const whole = Math.max(1, Math.round(ms / hourMs));
  return whole < 48 ? counted(whole, "hour") : counted(Math.round(whole / 24), "day");
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
