import type { NewAlert } from "@aisle/contracts/alert";
import type { BusinessFigure, Explanation } from "@aisle/contracts/explanation";
import type { MonitorFinding, MonitorReading } from "@aisle/contracts/monitor-reading";

const togetherMs = 2 * 3_600_000;
const business: ReadonlySet<string> = new Set<BusinessFigure>(["click-through", "add-to-cart", "conversion"]);

/**
 * What a run of readings has to raise: findings of one subject that began within two hours of each other are one alert, led by a
 * business figure, else by silence or a failing step, else by the surest. Its key is that of the first cause where one is known, so that
 * the same cause is the same alert on another day.
 */
export function alertsOf(readings: readonly MonitorReading[]): readonly NewAlert[] {
  return readings.flatMap((reading) => groupsOf(reading.findings).map((findings) => alertOf(reading, findings)));
}

/** Findings in groups of one beginning, each with its leader first. */
function groupsOf(findings: readonly MonitorFinding[]): readonly (readonly MonitorFinding[])[] {
  const groups: MonitorFinding[][] = [];
  for (const finding of findings.toSorted((a, b) => a.since - b.since)) {
    const last = groups.at(-1);
    if (last !== undefined && finding.since - last[0]!.since <= togetherMs) last.push(finding);
    else groups.push([finding]);
  }
  return groups.map((group) =>
    group.toSorted((a, b) => rankOf(a) - rankOf(b) || a.pValue - b.pValue || b.size / b.limit - a.size / a.limit),
  );
}

/** Business figures lead, then what is silent or fails, then the rest. */
function rankOf({ monitor, kind }: MonitorFinding): number {
  if (business.has(monitor)) return 0;
  if (kind === "no-traffic") return 1;
  return /^share (failed|timed-out|fell-back) of /.test(monitor) ? 2 : 3;
}

function alertOf(reading: MonitorReading, findings: readonly MonitorFinding[]): NewAlert {
  const { kind, name, window, explanations = [] } = reading;
  const leader = findings[0]!;
  const explanation = explanations.find(({ figure }) => figure === leader.monitor) ?? null;
  const cause = explanation?.causes[0]?.key ?? leader.monitor;
  return {
    kind,
    name,
    key: `${kind} ${name}: ${cause}`,
    title: leader.statement,
    statement: statementOf(explanation, findings),
    severity: rankOf(leader) < 3 ? "high" : "low",
    since: leader.since,
    window,
    findings,
    explanation,
  };
}

function statementOf(explanation: Explanation | null, [, ...others]: readonly MonitorFinding[]): string {
  if (explanation !== null) return explanation.statement;
  if (others.length === 0) return "Nothing else of it changed at that time.";
  const said = others
    .slice(0, 2)
    .map(({ statement }) => statement)
    .join(" ");
  return others.length > 2 ? `${said} ${others.length - 2} more changed at that time.` : said;
}
