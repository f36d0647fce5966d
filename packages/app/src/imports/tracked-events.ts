import type { Event } from "@aisle/contracts/event";
import { readEvent } from "../intake/read-event.ts";
import type { ImportField } from "./column-mapping.ts";
import type { ImportTally } from "./import-report.ts";
import type { FileTimes } from "./parse-time.ts";
import type { ImportRow } from "./read-records.ts";

/** Fields of a file of events in the shape of the tracking API: the shape itself says where everything is. */
export const trackedFields: readonly ImportField[] = [
  { field: "event", title: "Event", required: true, names: ["event"] },
  { field: "time", title: "Time", required: true, names: ["timestamp", "originaltimestamp"] },
];

/** Whether a file's rows are events as the tracking API (`/events/v1/track`) takes them. */
export function areTracked(format: "csv" | "jsonl", columns: readonly string[]): boolean {
  return format === "jsonl" && columns.includes("event") && columns.includes("properties");
}

/** Reads rows as the tracking API would, at their own time, however old; what cannot be taken is rejected with its reason. */
export function readTracked(rows: readonly ImportRow[], times: FileTimes, tally: ImportTally): Event[] {
  const events: Event[] = [];
  for (const row of rows) {
    // When a file was sent says nothing of the sender's clock.
    const { sentAt: _, ...said } = row.values;
    const at = times.read(said.timestamp ?? said.originalTimestamp ?? "");
    if (at === undefined) {
      tally.reject(row, "the event has no timestamp that can be read");
      continue;
    }
    const read = readEvent(said, { receivedAt: at, place: row.line });
    if (typeof read === "string") tally.reject(row, read);
    else events.push({ ...read, at });
  }
  return events;
}
