import type { AuditActor } from "@aisle/contracts/audit";
import type { MonitorReading, MonitorReference } from "@aisle/contracts/monitor-reading";
import type { MonitorRecords, MonitorSettings, MonitorSummary } from "@aisle/contracts/monitor-records";
import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import type { Pool, PoolClient } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { monitorSettings } from "./monitor-settings.ts";

/** What monitors found last, and what people set of them, in PostgreSQL. */
export class PostgresMonitorRecords implements MonitorRecords {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async foldedAt(workspaceId: string): Promise<number | null> {
    const { rows } = await this.#pool.query<{ folded_at: Date }>(
      "select folded_at from monitor_fold where workspace_id = $1",
      [workspaceId],
    );
    return rows[0]?.folded_at.getTime() ?? null;
  }

  async summaries(workspaceId: string): Promise<readonly MonitorSummary[]> {
    // Figures and distributions of each monitor make up nearly all of a reading.
    const { rows } = await this.#pool.query<{ reading: MonitorSummary }>(
      `select reading - 'scores' - 'explanations' || jsonb_build_object('scores', (
         select coalesce(jsonb_agg(jsonb_build_object('monitor', s -> 'monitor', 'limit', s -> 'limit', 'past', s -> 'past',
           'before', s -> 'figure' -> 'before')), '[]')
         from jsonb_array_elements(reading -> 'scores') as s)) as reading
       from monitor_reading where workspace_id = $1 order by kind, subject`,
      [workspaceId],
    );
    return rows.map(({ reading }) => reading);
  }

  async reading(workspaceId: string, { kind, name }: MonitorSubject): Promise<MonitorReading | undefined> {
    const { rows } = await this.#pool.query<{ reading: MonitorReading }>(
      "select reading from monitor_reading where workspace_id = $1 and kind = $2 and subject = $3",
      [workspaceId, kind, name],
    );
    return rows[0]?.reading;
  }

  settings(workspaceId: string, subject: MonitorSubject): Promise<MonitorSettings> {
    return monitorSettings(this.#pool, workspaceId, subject);
  }

  async setLimit(by: AuditActor, subject: MonitorSubject, monitor: string, size: number | null): Promise<void> {
    await this.#set(by, subject, "monitor.limit-set", { monitor, size }, (client, of) =>
      size === null
        ? client.query(
            "delete from monitor_limit where workspace_id = $1 and kind = $2 and subject = $3 and monitor = $4",
            [...of, monitor],
          )
        : client.query(
            `insert into monitor_limit (workspace_id, kind, subject, monitor, size, set_by) values ($1, $2, $3, $4, $5, $6)
             on conflict (workspace_id, kind, subject, monitor) do update
               set size = excluded.size, set_by = excluded.set_by, set_at = now()`,
            [...of, monitor, size, by.userId],
          ),
    );
  }

  async setReference(by: AuditActor, subject: MonitorSubject, reference: MonitorReference | null): Promise<void> {
    await this.#set(by, subject, "monitor.reference-set", { reference: reference?.kind ?? null }, (client, of) =>
      reference === null
        ? client.query("delete from monitor_reference where workspace_id = $1 and kind = $2 and subject = $3", [...of])
        : client.query(
            `insert into monitor_reference (workspace_id, kind, subject, reference, set_by) values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, kind, subject) do update
               set reference = excluded.reference, set_by = excluded.set_by, set_at = now()`,
            [...of, JSON.stringify(reference), by.userId],
          ),
    );
  }

  /** What is set, and that it was, all of it or nothing. */
  async #set(
    by: AuditActor,
    { kind, name }: MonitorSubject,
    action: "monitor.limit-set" | "monitor.reference-set",
    detail: { readonly [field: string]: string | number | null },
    work: (client: PoolClient, of: readonly [string, string, string]) => Promise<unknown>,
  ): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await work(client, [by.workspaceId, kind, name]);
      await appendAudit(client, by, { action, subject: `${kind} ${name}`, detail });
    });
  }
}
