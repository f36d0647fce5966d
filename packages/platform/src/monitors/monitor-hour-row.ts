import type { StoredMonitorHour, SubjectKind } from "@aisle/contracts/monitor-source";

/** A row of `monitor_hour`. */
export interface HourRow {
  readonly kind: SubjectKind;
  readonly subject: string;
  readonly hour: Date;
  readonly rows: string;
  readonly sketches: Buffer;
}

/** A row as the hour that it holds. */
export function hourOf({ kind, subject, hour, rows, sketches }: HourRow): StoredMonitorHour {
  return { kind, name: subject, at: hour.getTime(), rows: Number(rows), bytes: sketches };
}
