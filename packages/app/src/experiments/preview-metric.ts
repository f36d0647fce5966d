import type { Metric } from "@aisle/contracts/metric";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { quantileOfSorted } from "@aisle/stats/effects/quantile-summary";
import type { Caller } from "../access/caller.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { MetricPreview } from "./experiments-shapes.ts";
import type { RowAllowance } from "./fold/measure-event.ts";
import { costsOf } from "./logged-baseline.ts";
import { loggedDecision, type RowMeasure, rowAllowance, rowMeasures } from "./measured-rows.ts";
import { metricFaults } from "./metric-faults.ts";
import { Turns } from "./turns.ts";

const dayMs = 86_400_000;
const lookBackDays = 28;
const maxDecisions = 5000;
const maxSamples = 5;

interface Row {
  readonly at: number;
  readonly unit: string;
  readonly value: number;
  readonly text: string;
}

/** What a metric counts in the last 28 days, of the whole workspace; nothing in it names a person. */
export async function previewMetric(ports: ExperimentsPorts, caller: Caller, metric: Metric): Promise<MetricPreview> {
  const faults = metricFaults(metric);
  if (faults.length > 0) return { rows: 0, units: 0, mean: null, days: [], samples: [], problem: faults.join(" ") };
  const read = [];
  const allowance = rowAllowance();
  for (const measure of rowMeasures(metric, allowance)) read.push(await rowsOf(ports, caller, measure, allowance));
  const [{ rows, problem }, per] = [read[0]!, read[1]];
  const clock = new ZoneClock(await ports.settings.timeZone(caller.workspaceId));
  const units = new Set(rows.map(({ unit }) => unit)).size;
  return {
    rows: rows.length,
    units,
    mean: meanOf(metric, rows, units, per?.rows),
    days: byDay(rows, clock),
    samples: rows.slice(0, maxSamples).map(({ at, value, text }) => ({ at: new Date(at).toISOString(), value, text })),
    problem: problem ?? per?.problem ?? null,
  };
}

async function rowsOf(
  ports: ExperimentsPorts,
  { workspaceId }: Caller,
  { measure, names, ofEvents, ofDecision }: RowMeasure,
  allowance: RowAllowance,
): Promise<{ readonly rows: readonly Row[]; readonly problem: string | null }> {
  const since = Date.now() - lookBackDays * dayMs;
  const rows: Row[] = [];
  const turns = new Turns();
  let seen = 0;
  if (measure.source.from === "decisions") {
    const decisions = await ports.decisions.latest(workspaceId, { since, limit: maxDecisions });
    for (const decision of decisions) {
      await turns.next();
      if (allowance.steps <= 0) break;
      seen++;
      const value = decision.sample ? undefined : ofDecision(loggedDecision(decision));
      if (value === undefined) continue;
      const text = `${decision.endpoint}: ${decision.outcome}, ${decision.slots.length} products`;
      rows.push({ at: decision.at, unit: decision.unit ?? decision.id, value, text });
    }
    const problem = cutShort(seen, decisions.length) ?? problemOf(rows, seen, "request", measure.source.where);
    return { rows, problem };
  }
  const { name, where } = measure.source;
  const { events } = await ports.history.events(workspaceId, { names, since });
  const costOf = await costsOf(ports, workspaceId, measure, events);
  const found = await ofEvents(events, ({ at, units }) => units[0] ?? `${at}`, costOf);
  for (const { at, unit, value, event } of found.rows) rows.push({ at, unit, value, text: describe(event) });
  const problem = cutShort(found.judged, events.length);
  return { rows, problem: problem ?? problemOf(rows, events.length, `event “${name}”`, where) };
}

function cutShort(seen: number, found: number): string | null {
  if (seen === found) return null;
  return `The condition takes so many steps that only ${seen} of the ${found} latest could be looked at: make it simpler.`;
}

function problemOf(rows: readonly Row[], found: number, what: string, where: string | undefined): string | null {
  if (rows.length > 0) return null;
  if (found === 0) return `No ${what} came in the last ${lookBackDays} days.`;
  const of = `None of the ${found} latest (${what})`;
  return where === undefined
    ? `${of} has the number that is added up.`
    : `${of} fulfils the condition and has the number that is added up.`;
}

/** By what is counted alone: who has no row is not known here. */
function meanOf(metric: Metric, rows: readonly Row[], units: number, per: readonly Row[] | undefined): number | null {
  const sum = rows.reduce((total, { value }) => total + value, 0);
  if (metric.kind === "proportion" || metric.kind === "coverage" || rows.length === 0) return null;
  if (metric.kind === "mean") return sum / units;
  if (metric.kind === "quantile")
    return quantileOfSorted(Float64Array.from(rows, ({ value }) => value).sort(), metric.quantile!);
  const total = per?.reduce((all, { value }) => all + value, 0) ?? 0;
  return total === 0 ? null : sum / total;
}

function byDay(rows: readonly Row[], clock: ZoneClock): MetricPreview["days"] {
  const days = new Map<string, { rows: number; sum: number }>();
  for (const { at, value } of rows) {
    const day = new Date(at + clock.offset(at)).toISOString().slice(0, 10);
    const known = days.get(day) ?? { rows: 0, sum: 0 };
    days.set(day, { rows: known.rows + 1, sum: known.sum + value });
  }
  return [...days].map(([day, sums]) => ({ day, ...sums })).sort((a, b) => a.day.localeCompare(b.day));
}

function describe({
  name,
  properties,
}: {
  readonly name: string;
  readonly properties: { readonly [field: string]: unknown };
}): string {
  const { products } = properties;
  if (!Array.isArray(products)) return name;
  return `${name}, ${products.length} ${products.length === 1 ? "product" : "products"}`;
}
