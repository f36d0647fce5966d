import type {
  Alert,
  AlertEvent,
  AlertMute,
  AlertQuery,
  AlertRecords,
  AlertSettings,
  NewAlert,
} from "@aisle/contracts/alert";
import type { AuditAction, AuditActor } from "@aisle/contracts/audit";
import type { MonitorSubject, SubjectKind } from "@aisle/contracts/monitor-source";
import type { Pool, PoolClient } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { storableText } from "../catalogue/storable-text.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { type AlertRow, alertColumns, alertOf } from "./alert-row.ts";
import { applyAlerts } from "./apply-alerts.ts";

/** Alerts in PostgreSQL; each change of one is an event, and is stored together with it. */
export class AlertStore implements AlertRecords {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  apply(
    workspaceId: string,
    run: {
      readonly alerts: readonly NewAlert[];
      readonly subjects: readonly MonitorSubject[];
      readonly to: number;
      readonly timeZone: string;
    },
  ): Promise<void> {
    return applyAlerts(this.#pool, workspaceId, run);
  }

  async list(workspaceId: string, { state, subject, limit, before }: AlertQuery): Promise<readonly Alert[]> {
    const { rows } = await this.#pool.query<AlertRow>(
      `select ${alertColumns} from alert a
       where a.workspace_id = $1 and ($2::text is null or (a.state = 'recovered') = ($2 = 'recovered'))
         and ($3::text is null or (a.kind = $3 and a.subject = $4)) and ($5::timestamptz is null or a.raised_at < $5)
       order by a.raised_at desc, a.id desc limit $6`,
      [
        workspaceId,
        state ?? null,
        subject?.kind ?? null,
        subject?.name ?? null,
        before === undefined ? null : new Date(before),
        limit,
      ],
    );
    return rows.map(alertOf);
  }

  async openCount(workspaceId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ count: number }>(
      "select count(*)::int as count from alert where workspace_id = $1 and state = 'open' and not muted",
      [workspaceId],
    );
    return rows[0]!.count;
  }

  async find(workspaceId: string, id: string): Promise<Alert | undefined> {
    const { rows } = await this.#pool.query<AlertRow>(
      `select ${alertColumns} from alert a where a.workspace_id = $1 and a.id = $2`,
      [workspaceId, id],
    );
    return rows[0] === undefined ? undefined : alertOf(rows[0]);
  }

  async events(workspaceId: string, alertId: string): Promise<readonly AlertEvent[]> {
    const { rows } = await this.#pool.query<{
      seq: number;
      type: AlertEvent["type"];
      text: string;
      by: string | null;
      at: Date;
    }>('select seq, type, text, "by", at from alert_event where workspace_id = $1 and alert_id = $2 order by seq', [
      workspaceId,
      alertId,
    ]);
    return rows.map(({ at, ...event }) => ({ ...event, alertId, at: at.getTime() }));
  }

  acknowledge(by: AuditActor, id: string): Promise<boolean> {
    return this.#act(by, id, "acknowledged", "", "alert.acknowledged", (client) =>
      client.query(
        `update alert set state = 'acknowledged', acknowledged_by = $3, acknowledged_at = now()
         where workspace_id = $1 and id = $2 and state = 'open'`,
        [by.workspaceId, id, by.userId],
      ),
    );
  }

  assign(by: AuditActor, id: string, assignee: string | null): Promise<boolean> {
    return this.#act(by, id, "assigned", assignee ?? "", "alert.assigned", (client) =>
      client.query("update alert set assignee = $3 where workspace_id = $1 and id = $2", [
        by.workspaceId,
        id,
        assignee,
      ]),
    );
  }

  note(by: AuditActor, id: string, text: string): Promise<boolean> {
    return this.#act(by, id, "noted", storableText(text), undefined, (client) =>
      client.query("select from alert where workspace_id = $1 and id = $2", [by.workspaceId, id]),
    );
  }

  async mutes(workspaceId: string): Promise<readonly AlertMute[]> {
    const { rows } = await this.#pool.query<{
      id: string;
      kind: SubjectKind;
      subject: string;
      key: string | null;
      until: Date;
      reason: string;
      by: string | null;
    }>(
      `select id, kind, subject, key, until, reason, "by" from alert_mute
       where workspace_id = $1 and until > now() order by until, id`,
      [workspaceId],
    );
    return rows.map(({ subject, until, ...mute }) => ({ ...mute, name: subject, until: until.getTime() }));
  }

  async mute(by: AuditActor, { id, kind, name, key, until, reason }: Omit<AlertMute, "by">): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `insert into alert_mute (workspace_id, id, kind, subject, key, until, reason, "by") values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [by.workspaceId, id, kind, name, key, new Date(until), storableText(reason), by.userId],
      );
      // What waits to be sent of it is sent to nobody.
      await client.query(
        `update alert_event e set notified_at = now() from alert a
         where e.workspace_id = $1 and e.notified_at is null and a.workspace_id = $1 and a.id = e.alert_id
           and a.kind = $2 and a.subject = $3 and ($4::text is null or a.key = $4)`,
        [by.workspaceId, kind, name, key],
      );
      await client.query(
        `update alert set muted = true where workspace_id = $1 and kind = $2 and subject = $3
           and ($4::text is null or key = $4) and state <> 'recovered'`,
        [by.workspaceId, kind, name, key],
      );
      const detail = { key, until: new Date(until).toISOString() };
      await appendAudit(client, by, { action: "alert.muted", subject: `${kind} ${name}`, detail });
    });
  }

  async unmute(by: AuditActor, id: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ subject: string }>(
        `delete from alert_mute where workspace_id = $1 and id = $2 returning kind || ' ' || subject as subject`,
        [by.workspaceId, id],
      );
      if (rows[0] === undefined) return false;
      await appendAudit(client, by, { action: "alert.unmuted", subject: rows[0].subject });
      return true;
    });
  }

  async settings(workspaceId: string): Promise<AlertSettings> {
    const { rows } = await this.#pool.query<{
      quiet_from: number | null;
      quiet_to: number | null;
      quiet_all: boolean;
      digest: boolean;
      country: string | null;
    }>("select quiet_from, quiet_to, quiet_all, digest, country from alert_setting where workspace_id = $1", [
      workspaceId,
    ]);
    const row = rows[0];
    if (row === undefined) return { quiet: null, digest: true, country: null };
    const { quiet_from: from, quiet_to: to, quiet_all: all, digest, country } = row;
    return { quiet: from === null || to === null ? null : { from, to, all }, digest, country };
  }

  async setSettings(by: AuditActor, { quiet, digest, country }: AlertSettings): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `insert into alert_setting (workspace_id, quiet_from, quiet_to, quiet_all, digest, country) values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
           quiet_all = excluded.quiet_all, digest = excluded.digest, country = excluded.country`,
        [by.workspaceId, quiet?.from ?? null, quiet?.to ?? null, quiet?.all ?? false, digest, country],
      );
      const detail = { quietFrom: quiet?.from ?? null, quietTo: quiet?.to ?? null, digest, country };
      await appendAudit(client, by, { action: "settings.changed", subject: "alerts", detail });
    });
  }

  async isMember(workspaceId: string, userId: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query("select from member where workspace_id = $1 and user_id = $2", [
      workspaceId,
      userId,
    ]);
    return rowCount !== 0;
  }

  /** A change of one alert, what happened to it, and that somebody did it, all of it or nothing; false where `work` changed nothing. */
  #act(
    by: AuditActor,
    id: string,
    type: AlertEvent["type"],
    text: string,
    action: AuditAction | undefined,
    work: (client: PoolClient) => Promise<{ readonly rowCount: number | null }>,
  ): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      if ((await work(client)).rowCount === 0) return false;
      await client.query(
        `insert into alert_event (workspace_id, alert_id, type, text, "by", notified_at) values ($1, $2, $3, $4, $5, now())`,
        [by.workspaceId, id, type, text, by.userId],
      );
      if (action !== undefined)
        await appendAudit(client, by, { action, subject: id, detail: text === "" ? {} : { to: text } });
      return true;
    });
  }
}
