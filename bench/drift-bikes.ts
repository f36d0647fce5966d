import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readMonitors } from "@aisle/app/monitors/read/read-monitors";
import { hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import { EventTaker } from "@aisle/app/monitors/sketch/take-event";
import type { MonitorReading, MonitorReference } from "@aisle/contracts/monitor-reading";
import type { StoredMonitorHour } from "@aisle/contracts/monitor-source";
import type { JsonObject } from "@aisle/runtime/json";
import { dataFolder } from "./forecast/read-table.ts";

const file = `${dataFolder}/drift-bike-sharing/hour.csv.gz`;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const subject = { kind: "events", name: "ride" } as const;
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
/** The weeks that the data set's README compares with January. */
const weeks = [
  ["2011-01-29", "2011-02-07"],
  ["2011-02-07", "2011-02-14"],
  ["2011-02-15", "2011-02-22"],
] as const;
const numbers = ["temp", "hum", "windspeed", "casual", "registered", "cnt"] as const;

/**
 * Hours of a bicycle hire as events. Weeks of 2011 against January (pinned): `week1` to `week3` name the monitors beyond their limit,
 * and those of them that are sure. Each day from March 2011 to June 2012: how many of `days` were flagged against the same weekdays of
 * four weeks (`flaggedByWeekday`), of which `holidaysNamed` are public holidays whose mark changed, and against the 28 days before
 * (`flaggedByDays`).
 */
export async function bench(): Promise<{ suite: string; figures: Record<string, number | string> }> {
  if (!existsSync(file)) return { suite: "drift-bikes", figures: { missing: "drift-bike-sharing" } };
  const stored = bikeHours();
  const pinned = { kind: "pinned", from: day("2011-01-01"), to: day("2011-01-29") } as const;
  const figures: Record<string, number | string> = {};
  for (const [i, [from, to]] of weeks.entries()) {
    const { scores, findings } = read(stored, day(from), day(to), pinned);
    const beyond = scores.filter(({ score, limit }) => Math.abs(score) >= limit).map(({ monitor }) => nameOf(monitor));
    figures[`week${i + 1}`] = beyond.join(", ");
    figures[`week${i + 1}Sure`] = findings.map(({ monitor }) => nameOf(monitor)).join(", ");
  }
  let [days, byWeekday, byDays, holidays] = [0, 0, 0, 0];
  for (let from = day("2011-03-07"); from + dayMs <= day("2012-06-30"); from += dayMs) {
    days++;
    const { findings } = read(stored, from, from + dayMs, { kind: "weeks", weeks: 4 });
    if (findings.length > 0) byWeekday++;
    if (findings.some(({ monitor }) => nameOf(monitor) === "working")) holidays++;
    if (read(stored, from, from + dayMs, { kind: "days", days: 28 }).findings.length > 0) byDays++;
  }
  return {
    suite: "drift-bikes",
    figures: { ...figures, days, flaggedByWeekday: byWeekday, holidaysNamed: holidays, flaggedByDays: byDays },
  };
}

function read(
  stored: readonly StoredMonitorHour[],
  from: number,
  to: number,
  reference: MonitorReference,
): MonitorReading {
  const since = reference.kind === "pinned" ? reference.from : from - 60 * dayMs;
  const hours = stored.filter(({ at }) => at >= since && at < to);
  return readMonitors(subject, hours, { window: { from, to }, reference });
}

const nameOf = (monitor: string): string => monitor.replace("properties.", "");

function bikeHours(): readonly StoredMonitorHour[] {
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const names = head!.split(",");
  const taker = new EventTaker();
  return lines.map((line) => {
    const cells = line.split(",");
    const of = (name: string) => cells[names.indexOf(name)]!;
    const at = day(of("dteday")) + Number(of("hr")) * hourMs;
    const properties: JsonObject = {
      ...Object.fromEntries(numbers.map((name) => [name, Number(of(name))])),
      weather: `w${of("weathersit")}`,
      working: of("workingday") === "1",
    };
    const hour = HourSketches.of({ ...subject, at });
    const id = of("instant");
    const event = { id, at, receivedAt: at, name: "ride", hasShopper: true, namesDecision: false, isDemo: false };
    taker.take(hour, { ...event, properties });
    return { ...subject, at, rows: hour.rows, bytes: hourToBytes(hour) };
  });
}
