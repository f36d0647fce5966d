import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitorSettings } from "@aisle/contracts/monitor-records";
import type { MonitorSubject, StoredMonitorHour, SubjectKind } from "@aisle/contracts/monitor-source";
import type { Pool } from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import { type HourRow, hourOf } from "./monitor-hour-row.ts";
import { monitorSettings } from "./monitor-settings.ts";

/** What monitors of a workspace found last, and the hours that they read. */
export class MonitorReadings {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Subjects of which something came in since a time, milliseconds since 1970. */
  async subjects(workspaceId: string, since: number): Promise<readonly MonitorSubject[]> {
    const { rows } = await this.#pool.query<{ kind: SubjectKind; subject: string }>(
      "select distinct kind, subject from monitor_hour where workspace_id = $1 and hour >= $2 order by kind, subject",
      [workspaceId, new Date(since)],
    );
    return rows.map(({ kind, subject }) => ({ kind, name: subject }));
  }

  /** Hours of a subject from a time on, in their order. */
  async hours(
    workspaceId: string,
    { kind, name }: MonitorSubject,
    from: number,
  ): Promise<readonly StoredMonitorHour[]> {
    const { rows } = await this.#pool.query<HourRow>(
      `select kind, subject, hour, rows, sketches from monitor_hour
       where workspace_id = $1 and kind = $2 and subject = $3 and hour >= $4 order by hour`,
      [workspaceId, kind, name, new Date(from)],
    );
    return rows.map(hourOf);
  }

  /** The end of the window that was read last, milliseconds since 1970; 0 where none was. */
  async readTo(workspaceId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ to: number | null }>(
      "select max((reading -> 'window' ->> 'to')::float8) as to from monitor_reading where workspace_id = $1",
      [workspaceId],
    );
    return rows[0]?.to ?? 0;
  }

  /** What people set of a subject. */
  settings(workspaceId: string, subject: MonitorSubject): Promise<MonitorSettings> {
    return monitorSettings(this.#pool, workspaceId, subject);
  }

  /** Replaces what was found, of all subjects at once. */
  async store(workspaceId: string, readings: readonly MonitorReading[]): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query("delete from monitor_reading where workspace_id = $1", [workspaceId]);
      await client.query(
        `insert into monitor_reading (workspace_id, kind, subject, read_at, reading)
         select $1, kind, subject, now(), reading from unnest($2::text[], $3::text[], $4::jsonb[]) as r (kind, subject, reading)
         on conflict (workspace_id, kind, subject) do update set read_at = excluded.read_at, reading = excluded.reading`,
        [
          workspaceId,
          readings.map(({ kind }) => kind),
          readings.map(({ name }) => name),
          readings.map((reading) => JSON.stringify(reading)),
        ],
      );
    });
  }

  /** What was found last, by subject. */
  async list(workspaceId: string): Promise<readonly MonitorReading[]> {
    const { rows } = await this.#pool.query<{ reading: MonitorReading }>(
      "select reading from monitor_reading where workspace_id = $1 order by kind, subject",
      [workspaceId],
    );
    return rows.map(({ reading }) => reading);
  }
}
