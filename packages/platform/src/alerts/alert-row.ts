import type { Alert } from "@aisle/contracts/alert";
import type { SubjectKind } from "@aisle/contracts/monitor-source";

/** A row of `alert`. */
export interface AlertRow {
  readonly id: string;
  readonly key: string;
  readonly kind: SubjectKind;
  readonly subject: string;
  readonly title: string;
  readonly statement: string;
  readonly severity: Alert["severity"];
  readonly since: Date;
  readonly window: Alert["window"];
  readonly findings: Alert["findings"];
  readonly explanation: Alert["explanation"];
  readonly state: Alert["state"];
  readonly muted: boolean;
  readonly raised_at: Date;
  readonly seen_at: Date;
  readonly recovered_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: Date | null;
  readonly assignee: string | null;
}

/** The columns of an alert of the table `a`. */
export const alertColumns = `a.id, a.key, a.kind, a.subject, a.title, a.statement, a.severity, a.since, a.window, a.findings,
  a.explanation, a.state, a.muted, a.raised_at, a.seen_at, a.recovered_at, a.acknowledged_by, a.acknowledged_at, a.assignee`;

/** A row as the alert that it holds. */
export function alertOf(row: AlertRow): Alert {
  const { subject, since, raised_at, seen_at, recovered_at, acknowledged_by, acknowledged_at, ...same } = row;
  return {
    id: same.id,
    key: same.key,
    kind: same.kind,
    name: subject,
    title: same.title,
    statement: same.statement,
    severity: same.severity,
    since: since.getTime(),
    window: same.window,
    findings: same.findings,
    explanation: same.explanation,
    state: same.state,
    muted: same.muted,
    raisedAt: raised_at.getTime(),
    seenAt: seen_at.getTime(),
    recoveredAt: recovered_at?.getTime() ?? null,
    acknowledgedBy: acknowledged_by,
    acknowledgedAt: acknowledged_at?.getTime() ?? null,
    assignee: same.assignee,
  };
}
