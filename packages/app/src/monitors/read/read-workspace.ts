import type { Explanation } from "@aisle/contracts/explanation";
import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitorSettings } from "@aisle/contracts/monitor-records";
import type { MonitorSubject, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { type JudgedSubject, judgeSubject, sureFindings } from "./read-monitors.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Sixty days of earlier windows, each with four weeks before it. */
const historyMs = 89 * dayMs;
/** Whoever sent nothing for longer is no longer missed. */
const missedMs = 8 * dayMs;

/** The hours that monitors of a workspace read, and where they put what they find. */
export interface MonitorReader {
  subjects(workspaceId: string, since: number): Promise<readonly MonitorSubject[]>;
  hours(workspaceId: string, subject: MonitorSubject, from: number): Promise<readonly StoredMonitorHour[]>;
  readTo(workspaceId: string): Promise<number>;
  settings(workspaceId: string, subject: MonitorSubject): Promise<MonitorSettings>;
  store(workspaceId: string, readings: readonly MonitorReading[]): Promise<void>;
}

export interface ReadWorkspaceOptions {
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Takes what was found before it is stored: where that fails, the next run finds it again. */
  readonly onFound?: (readings: readonly MonitorReading[]) => Promise<void>;
  /** Why business figures of a reading moved; `readings` are all of the run. */
  readonly explain?: (reading: MonitorReading, readings: readonly MonitorReading[]) => Promise<readonly Explanation[]>;
}

/** Reads the last 24 whole hours of all that a workspace's monitors watch, once an hour; undefined where that was done. */
export async function readWorkspace(
  reader: MonitorReader,
  workspaceId: string,
  { timeZone, now, signal, explain, onFound }: ReadWorkspaceOptions,
): Promise<readonly MonitorReading[] | undefined> {
  const to = Math.floor(now / hourMs) * hourMs;
  if ((await reader.readTo(workspaceId)) >= to) return undefined;
  const window = { from: to - dayMs, to };
  const run: JudgedSubject[] = [];
  for (const subject of await reader.subjects(workspaceId, to - missedMs)) {
    signal?.throwIfAborted();
    const stored = await reader.hours(workspaceId, subject, to - historyMs);
    const { limits, reference } = await reader.settings(workspaceId, subject);
    run.push(judgeSubject(subject, stored, { window, timeZone, limits, ...(reference === null ? {} : { reference }) }));
  }
  const found = sureFindings(run);
  const readings: MonitorReading[] = [];
  for (const reading of found) {
    signal?.throwIfAborted();
    const explanations = (await explain?.(reading, found)) ?? [];
    readings.push(explanations.length === 0 ? reading : { ...reading, explanations });
  }
  await onFound?.(readings);
  await reader.store(workspaceId, readings);
  return readings;
}
