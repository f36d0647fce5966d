import type { MonitorSummary } from "@aisle/contracts/monitor-records";
import type { ChangeRow, HealthDay, SubjectHealth } from "../monitors-shapes.ts";
import { namedStatement } from "./monitor-rows.ts";

const dayMs = 86_400_000;
const shownDays = 30;

/** What a subject is called, and whether it is still live. */
export interface NamedSubject {
  readonly title: string;
  readonly pipelineId: string | null;
  readonly isLive: boolean;
}

/** A subject at a glance, with a strip of its last thirty windows. */
export function subjectHealth(
  { kind, name, window, rows, findings, scores }: MonitorSummary,
  { title, pipelineId, isLive }: NamedSubject,
): SubjectHealth {
  const usual = scores.find(({ monitor }) => monitor === "volume")?.before ?? null;
  const today: HealthDay = {
    to: new Date(window.to).toISOString(),
    changed: scores.length === 0 ? null : findings.length,
  };
  const past = Array.from({ length: shownDays - 1 }, (_, i) => pastDay(scores, window.to, i));
  return {
    kind,
    name,
    title,
    pipelineId,
    state: !isLive ? "gone" : findings.length > 0 ? "changed" : scores.length === 0 ? "learning" : "steady",
    rows,
    usualRows: usual === null ? null : Math.round(usual),
    watched: scores.length,
    changed: findings.length,
    days: [...past.reverse(), today],
  };
}

/** The i-th window before the last one. */
function pastDay(scores: MonitorSummary["scores"], to: number, i: number): HealthDay {
  const judged = scores.flatMap(({ limit, past }) => {
    const score = past[i];
    return typeof score === "number" ? [Math.abs(score) >= limit] : [];
  });
  return {
    to: new Date(to - (i + 1) * dayMs).toISOString(),
    changed: judged.length === 0 ? null : judged.filter(Boolean).length,
  };
}

/** What changed, of all subjects: the surest first, among equals the largest. */
export function changeRows(
  summaries: readonly MonitorSummary[],
  nameOf: (summary: MonitorSummary) => { readonly title: string; readonly nodeTitle: (node: string) => string },
): readonly ChangeRow[] {
  return summaries
    .flatMap((summary) => {
      const { title, nodeTitle } = nameOf(summary);
      return summary.findings.map(
        ({ monitor, kind: finding, statement, since, pValue, size, limit }): ChangeRow => ({
          kind: summary.kind,
          name: summary.name,
          title,
          monitor,
          finding,
          statement: namedStatement({ monitor, statement }, nodeTitle),
          since: new Date(since).toISOString(),
          pValue,
          ratio: size / limit,
        }),
      );
    })
    .sort((a, b) => a.pValue - b.pValue || b.ratio - a.ratio);
}
