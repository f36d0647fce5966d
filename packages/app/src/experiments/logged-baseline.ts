import type { Decision } from "@aisle/contracts/decision";
import type { ExperimentSpec, ExperimentUnit } from "@aisle/contracts/experiment";
import type { LoggedEvent } from "@aisle/contracts/experiment-history";
import type { Measure, Metric } from "@aisle/contracts/metric";
import { isDegenerate } from "@aisle/stats/degenerate";
import { momentsOf } from "@aisle/stats/effects/moments";
import { meanFromMoments, ratioSummary } from "@aisle/stats/effects/sample-summary";
import { percentileCap } from "@aisle/stats/effects/winsorise";
import type { Caller } from "../access/caller.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { ExperimentPlan } from "./experiments-shapes.ts";
import { type CostOf, productsOf } from "./fold/measure-event.ts";
import { loggedDecision, rowAllowance, rowMeasures } from "./measured-rows.ts";
import { Turns } from "./turns.ts";

const dayMs = 86_400_000;
const lookBackDays = 28;
const pageSize = 1000;
const maxDecisions = 10_000;

/** How many units come, and what the primary metric is of one. */
export interface LoggedBaseline extends Pick<ExperimentPlan, "unitsADay" | "baseline"> {
  /** Why something is not known, and what it was read from. */
  readonly notes: readonly string[];
}

interface SeenUnit {
  readonly firstAt: number;
  sum: number;
  per: number;
}

/** Reads the endpoint's latest decisions and the events of their units: 28 days of them, as far as the limits of a reading go. */
export async function loggedBaseline(
  ports: ExperimentsPorts,
  { workspaceId }: Caller,
  { pipelineId, spec }: { readonly pipelineId: string; readonly spec: ExperimentSpec },
): Promise<LoggedBaseline> {
  const now = Date.now();
  const since = now - lookBackDays * dayMs;
  const endpoint = (await ports.records.endpoints(workspaceId)).find((one) => one.pipelineId === pipelineId);
  if (endpoint === undefined) return nothing("The pipeline is not live: nothing was logged to plan by.");
  const decisions = await latestDecisions(ports, workspaceId, endpoint.slug, since);
  const oldest = decisions.at(-1);
  if (oldest === undefined) return nothing("The endpoint answered nobody in the last 28 days.");
  const isWhole = decisions.length < maxDecisions;
  // A shop that is younger than 28 days is not taken for one that was empty before.
  const days = Math.max(1 / 24, (now - oldest.at) / dayMs);
  const notes = [
    `Read from ${decisions.length.toLocaleString("en")} requests of the last ${describeDays(days)}${isWhole ? "" : ", the latest of the endpoint"}.`,
  ];
  const units = new Map<string, SeenUnit>();
  const unitOfDecision = new Map<string, string>();
  for (const decision of decisions.toReversed()) {
    const unit = unitOf(decision, spec.unit);
    if (unit === undefined) continue;
    unitOfDecision.set(decision.id, unit);
    if (!units.has(unit)) units.set(unit, { firstAt: decision.at, sum: 0, per: 0 });
  }
  if (units.size === 0)
    return {
      ...nothing(`No request had a “${spec.unit.field}” to assign by.`),
      notes: [...notes, `No request had a “${spec.unit.field}” to assign by.`],
    };
  const unitsADay = units.size / days;
  const metric = spec.metrics.find(({ role }) => role === "primary")?.metric;
  if (metric === undefined || metric.kind === "quantile") return { unitsADay, baseline: null, notes };
  const isComplete = await addRows(ports, workspaceId, metric, decisions, { units, unitOfDecision, since: oldest.at });
  if (!isComplete)
    notes.push(
      "There are more rows than were read, or their condition takes too many steps: the metric may come out too low.",
    );
  if (days * 24 < metric.windowHours)
    notes.push(
      `The metric counts ${describeDays(metric.windowHours / 24)} after the first request, of which these cover a part.`,
    );
  return { unitsADay, baseline: summary(metric, [...units.values()]), notes };
}

async function latestDecisions(
  { decisions }: Pick<ExperimentsPorts, "decisions">,
  workspaceId: string,
  endpoint: string,
  since: number,
): Promise<readonly Decision[]> {
  const found: Decision[] = [];
  while (found.length < maxDecisions) {
    const last = found.at(-1);
    const page = await decisions.latest(workspaceId, {
      endpoint,
      since,
      limit: pageSize,
      ...(last === undefined ? {} : { before: { at: last.at, id: last.id } }),
    });
    found.push(...page);
    if (page.length < pageSize) break;
  }
  return found.filter(({ sample }) => !sample);
}

/** What would be hashed for a decision. */
function unitOf({ unit, request }: Decision, { kind, field, stickyField }: ExperimentUnit): string | undefined {
  for (const name of [stickyField, field]) {
    const value = name === undefined ? undefined : request[name];
    if ((typeof value === "string" && value !== "") || Number.isSafeInteger(value)) return String(value);
  }
  return kind === "shopper" ? unit : undefined;
}

interface Seen {
  readonly units: ReadonlyMap<string, SeenUnit>;
  readonly unitOfDecision: ReadonlyMap<string, string>;
  readonly since: number;
}

/** Adds what a metric counts to the units; false where a limit cut the events short. */
async function addRows(
  ports: ExperimentsPorts,
  workspaceId: string,
  metric: Metric,
  decisions: readonly Decision[],
  { units, unitOfDecision, since }: Seen,
): Promise<boolean> {
  const windowMs = metric.windowHours * 3_600_000;
  const add = (unit: string | undefined, at: number, part: "sum" | "per", value: number | undefined) => {
    const seen = units.get(unit ?? "");
    if (seen !== undefined && value !== undefined && at >= seen.firstAt && at < seen.firstAt + windowMs)
      seen[part] += value;
  };
  let isComplete = true;
  const allowance = rowAllowance();
  const turns = new Turns();
  for (const [at, { measure, names, ofEvents, ofDecision }] of rowMeasures(metric, allowance).entries()) {
    const part = at === 0 ? "sum" : "per";
    if (measure.source.from === "decisions") {
      for (const decision of decisions) {
        await turns.next();
        add(unitOfDecision.get(decision.id), decision.at, part, ofDecision(loggedDecision(decision)));
      }
      continue;
    }
    const { events, isWhole } = await ports.history.events(workspaceId, { names, since });
    isComplete &&= isWhole;
    const costOf = await costsOf(ports, workspaceId, measure, events);
    const unitOfEvent = (event: LoggedEvent) =>
      metric.attribution === "decision"
        ? unitOfDecision.get(event.decisionId ?? "")
        : event.units.find((name) => units.has(name));
    const { rows } = await ofEvents(events, unitOfEvent, costOf);
    for (const { unit, at: rowAt, value } of rows) add(unit, rowAt, part, value);
  }
  return isComplete && allowance.steps > 0;
}

function summary(metric: Metric, units: readonly SeenUnit[]): ExperimentPlan["baseline"] {
  const sums = units.map(({ sum }) => (metric.kind === "proportion" ? Math.min(1, sum) : sum));
  const cap = metric.cap === undefined || metric.cap === 1 ? undefined : percentileCap(sums, metric.cap);
  const capped = typeof cap === "number" ? sums.map((sum) => Math.min(sum, cap)) : sums;
  const found =
    metric.kind === "ratio"
      ? ratioSummary(momentsOf([capped, units.map(({ per }) => per)]))
      : meanFromMoments(momentsOf([capped]));
  return isDegenerate(found) ? null : { mean: found.mean, variance: found.variance, units: units.length };
}

/** What the products of events cost, where a measure asks for it. */
export async function costsOf(
  { history }: Pick<ExperimentsPorts, "history">,
  workspaceId: string,
  { value }: Measure,
  events: readonly Pick<LoggedEvent, "properties">[],
): Promise<CostOf> {
  if (value.add !== "margin") return () => undefined;
  const ids = new Set(events.flatMap(({ properties }) => productsOf(properties)));
  const costs = await history.costs(workspaceId, [...ids]);
  return (id) => costs.get(id);
}

function nothing(note: string): LoggedBaseline {
  return { unitsADay: null, baseline: null, notes: [note] };
}

function describeDays(days: number): string {
  if (days < 1) return `${Math.max(1, Math.round(days * 24))} hours`;
  const whole = Math.round(days);
  return whole === 1 ? "day" : `${whole} days`;
}
