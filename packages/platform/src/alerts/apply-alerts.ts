import { randomUUID } from "node:crypto";
import type { NewAlert } from "@aisle/contracts/alert";
import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import type { Json } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Pool, PoolClient } from "pg";
import { storableJson, storableText } from "../catalogue/storable-text.ts";
import { inTransaction } from "../postgres/with-client.ts";

/** Readings in a row without it after which an alert has recovered. */
const absentReadings = 3;

interface Run {
  readonly alerts: readonly NewAlert[];
  readonly subjects: readonly MonitorSubject[];
  readonly to: number;
  readonly timeZone: string;
}

/**
 * Stores what a run of readings found. What goes on is seen again; what was raised on the same day and recovered is open again without
 * another message; what is new is raised; what the subjects' windows no longer show is counted, and has recovered after three of them.
 * Each window counts once, so that the same run again changes nothing.
 */
export async function applyAlerts(pool: Pool, workspaceId: string, run: Run): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended('aisle alerts ' || $1, 0))", [workspaceId]);
    const to = new Date(run.to);
    for (const alert of run.alerts) await seeOrRaise(client, workspaceId, alert, run);
    await countAbsent(client, workspaceId, run, to);
  });
}

async function seeOrRaise(
  client: PoolClient,
  workspaceId: string,
  alert: NewAlert,
  { to, timeZone }: Run,
): Promise<void> {
  const day = new ZoneClock(timeZone).day(to - 1);
  const { rowCount } = await client.query(
    `update alert set seen_at = now(), checked_to = greatest(checked_to, $4), absent = 0, title = $5, statement = $6,
       severity = $7, "window" = $8, findings = $9, explanation = $10,
       state = case when state = 'recovered' then 'open' else state end, recovered_at = null
     where workspace_id = $1 and key = $2 and id = (
       select id from alert where workspace_id = $1 and key = $2 and (state <> 'recovered' or day = $3)
       order by raised_at desc, id desc limit 1)`,
    [
      workspaceId,
      alert.key,
      day,
      new Date(to),
      storableText(alert.title),
      storableText(alert.statement),
      alert.severity,
      storableJson({ ...alert.window }),
      storableJson(alert.findings as unknown as Json),
      alert.explanation === null ? null : storableJson(alert.explanation as unknown as Json),
    ],
  );
  if (rowCount !== 0) return;
  const id = `alert_${randomUUID().replaceAll("-", "")}`;
  const { rows } = await client.query<{ muted: boolean }>(
    `insert into alert (workspace_id, id, key, day, kind, subject, title, statement, severity, since, "window", findings,
       explanation, checked_to, muted)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, exists (
       select from alert_mute m where m.workspace_id = $1 and m.kind = $5 and m.subject = $6 and m.until > now()
         and (m.key is null or m.key = $3))
     returning muted`,
    [
      workspaceId,
      id,
      alert.key,
      day,
      alert.kind,
      alert.name,
      storableText(alert.title),
      storableText(alert.statement),
      alert.severity,
      new Date(alert.since),
      storableJson({ ...alert.window }),
      storableJson(alert.findings as unknown as Json),
      alert.explanation === null ? null : storableJson(alert.explanation as unknown as Json),
      new Date(to),
    ],
  );
  await addEvent(client, workspaceId, id, "raised", rows[0]!.muted);
}

async function countAbsent(client: PoolClient, workspaceId: string, run: Run, to: Date): Promise<void> {
  const { rows } = await client.query<{ id: string; state: string; muted: boolean }>(
    `update alert a set absent = a.absent + 1, checked_to = $5,
       state = case when a.absent + 1 >= $6 then 'recovered' else a.state end,
       recovered_at = case when a.absent + 1 >= $6 then now() end
     from unnest($2::text[], $3::text[]) as s (kind, subject)
     where a.workspace_id = $1 and a.kind = s.kind and a.subject = s.subject and a.state <> 'recovered'
       and a.key <> all($4::text[]) and a.checked_to < $5
     returning a.id, a.state, a.muted`,
    [
      workspaceId,
      run.subjects.map(({ kind }) => kind),
      run.subjects.map(({ name }) => name),
      run.alerts.map(({ key }) => key),
      to,
      absentReadings,
    ],
  );
  for (const { id, state, muted } of rows)
    if (state === "recovered") await addEvent(client, workspaceId, id, "recovered", muted);
}

/** Events of muted alerts are stored, and nobody is sent them. */
async function addEvent(
  client: PoolClient,
  workspaceId: string,
  alertId: string,
  type: "raised" | "recovered",
  isMuted: boolean,
): Promise<void> {
  await client.query(
    `insert into alert_event (workspace_id, alert_id, type, notified_at)
     values ($1, $2, $3, case when $4 then now() end)`,
    [workspaceId, alertId, type, isMuted],
  );
}
