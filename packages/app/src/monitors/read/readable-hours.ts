import type { MonitorNote } from "@aisle/contracts/monitor-reading";
import type { StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { hourFromBytes } from "../sketch/hour-bytes.ts";
import type { HourSketches } from "../sketch/hour-sketches.ts";

/** Stored hours, decoded when they are asked for. */
export class ReadableHours {
  readonly #stored: ReadonlyMap<number, StoredMonitorHour>;
  readonly #unreadable = new Set<number>();

  constructor(stored: readonly StoredMonitorHour[]) {
    this.#stored = new Map(stored.map((hour) => [hour.at, hour]));
  }

  *of(hours: readonly number[]): Generator<HourSketches> {
    for (const at of hours) {
      const hour = this.#stored.get(at);
      if (hour === undefined) continue;
      let sketches: HourSketches;
      try {
        sketches = hourFromBytes(hour.bytes, hour);
      } catch {
        this.#unreadable.add(at);
        continue;
      }
      yield sketches;
    }
  }

  notes(to: number): readonly MonitorNote[] {
    const notes: MonitorNote[] = [];
    if (this.#unreadable.size > 0)
      notes.push({
        monitor: "all",
        state: "unreadable",
        statement: `${this.#unreadable.size} hours cannot be read: they are damaged, or a newer Aisle wrote them.`,
      });
    // The hour that runs is behind the window too.
    const ahead = [...this.#stored.values()].filter(({ at }) => at > to + 3_600_000);
    if (ahead.length > 0)
      notes.push({
        monitor: "volume",
        state: "clock",
        statement: `${ahead.reduce((sum, { rows }) => sum + rows, 0)} rows carry times after the present: a clock ran ahead. They count in no window yet.`,
      });
    return notes;
  }
}
