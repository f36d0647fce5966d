import type { Endpoint } from "@aisle/contracts/endpoint";
import type { Experiment } from "@aisle/contracts/experiment";
import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { RequestsOfDay } from "@aisle/contracts/value-records";
import type { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Caller } from "../access/caller.ts";
import { changesOf } from "../experiments/experiment-faults.ts";
import { experimentGraphs } from "../experiments/find-experiment.ts";
import { countOf } from "./count-endpoints.ts";
import { differenceOf, times } from "./earned-over-holdout.ts";
import { firstDayOf, monthAfter } from "./month-days.ts";
import type { ValuePorts } from "./value-ports.ts";
import type { AddedValue } from "./value-shapes.ts";

/** So many are worked out: an endpoint rarely keeps the arm of more in the time that is shown. */
const maxShown = 50;
const dayMs = 86_400_000;
const measured: ReadonlySet<string> = new Set(["test", "bandit"]);

export interface AddedIn {
  readonly month: string;
  readonly clock: ZoneClock;
  readonly endpoints: readonly Endpoint[];
}

/** What experiments whose treatment arm was shipped added in a month since it is live: their effect on a unit times the units since. */
export async function addedByExperiments(
  ports: ValuePorts,
  caller: Caller,
  listed: readonly ListedExperiment[],
  { month, clock, endpoints }: AddedIn,
): Promise<readonly AddedValue[]> {
  const until = firstDayOf(monthAfter(month, 1));
  const shipped = listed.filter(
    ({ kind, decision, spec, pipelineId }) =>
      measured.has(kind) &&
      decision?.arm != null &&
      decision.arm !== spec.arms[0]?.key &&
      clock.day(decision.at.getTime()) < until &&
      endpoints.some((endpoint) => endpoint.pipelineId === pipelineId),
  );
  return Promise.all(shipped.slice(0, maxShown).map((one) => addedBy(ports, caller, one, { month, clock, endpoints })));
}

async function addedBy(
  ports: ValuePorts,
  caller: Caller,
  listed: ListedExperiment,
  { month, clock, endpoints }: AddedIn,
): Promise<AddedValue> {
  const { workspaceId } = caller;
  const endpoint = endpoints.find(({ pipelineId }) => pipelineId === listed.pipelineId)!;
  const experiment = (await ports.experiments.find(workspaceId, listed.id))!;
  const liveSince = await shippedAt(ports, experiment, endpoint);
  const { changes, isRule } = await changesIn(ports, caller, experiment);
  const about = {
    experimentId: experiment.id,
    name: experiment.name,
    endpoint: endpoint.slug,
    isRule,
    changes,
    liveSince: liveSince?.toISOString() ?? null,
  };
  const unknown = (reason: string): AddedValue => ({ ...about, added: { state: "unknown", reason } });
  if (liveSince === undefined) return unknown("No version was published since it was decided.");
  const since = clock.day(liveSince.getTime());
  const until = firstDayOf(monthAfter(month, 1));
  if (since >= until) return unknown("It is live since a later month.");
  const perUnit = effectOf(experiment, listed);
  if ("reason" in perUnit) return unknown(perUnit.reason);
  const units = await unitsSince(ports, experiment, listed, endpoint, clock, {
    from: since > firstDayOf(month) ? since : firstDayOf(month),
    until,
  });
  if (units === undefined) return unknown("No request was counted while it ran, so its units cannot be carried on.");
  return { ...about, added: { state: "estimated", units, perUnit, value: times(perUnit, units) } };
}

/** The difference in money for one unit, of the metric in money that stands first. */
function effectOf({ spec, decision }: Experiment, { reading }: ListedExperiment) {
  if (reading === null) return { reason: "Nothing was read of it." };
  if (reading.withheld) return { reason: "Its reading is withheld: a check of its health failed." };
  const money = spec.metrics.find(({ metric }) => metric.unit === "money" && metric.kind === "mean")?.metric;
  if (money === undefined) return { reason: "It measured no money for each unit." };
  const arms = reading.metrics.find(({ metric }) => metric === money.id)?.arms ?? [];
  const control = arms.find(({ arm }) => arm === spec.arms[0]?.key);
  const treatment = arms.find(({ arm }) => arm === decision?.arm);
  if (control === undefined || treatment === undefined) return { reason: `Its ${money.name} was not read.` };
  return differenceOf(control, treatment, reading, spec.level);
}

/** When the arm became live: the first version that was published after the decision, or the decision where the arm's version is live. */
async function shippedAt(
  { records }: ValuePorts,
  { workspaceId, pipelineId, decision, spec }: Experiment,
  endpoint: Endpoint,
): Promise<Date | undefined> {
  const arm = spec.arms.find(({ key }) => key === decision!.arm);
  if (arm?.versionId !== undefined && arm.edits.length === 0 && arm.versionId === endpoint.activeVersionId)
    return decision!.at;
  const versions = await records.versions(workspaceId, pipelineId!);
  const after = versions.filter(({ status, createdAt }) => status === "ready" && createdAt >= decision!.at);
  return after.map(({ createdAt }) => createdAt).sort((a, b) => a.getTime() - b.getTime())[0];
}

async function changesIn(
  ports: ValuePorts,
  caller: Caller,
  experiment: Experiment,
): Promise<Pick<AddedValue, "changes" | "isRule">> {
  const graphs = await experimentGraphs(ports, caller, experiment);
  const arm = experiment.spec.arms.find(({ key }) => key === experiment.decision?.arm);
  if (graphs === undefined || arm === undefined) return { changes: [], isRule: false };
  const { changes, nodes, graph } = changesOf(arm, graphs);
  const all = [...(graph?.nodes ?? []), ...graphs.version.graph.nodes];
  return { changes, isRule: all.some(({ id, type }) => nodes.includes(id) && type.startsWith("rules.")) };
}

/** Units of some days: their requests, times the units that came with a request while the experiment ran. */
async function unitsSince(
  { value }: ValuePorts,
  { workspaceId, spec, startedAt, stoppedAt, createdAt }: Experiment,
  { reading }: ListedExperiment,
  { slug, aliases }: Endpoint,
  clock: ZoneClock,
  days: { readonly from: string; readonly until: string },
): Promise<number | undefined> {
  const names = new Set([slug, ...aliases]);
  const requestsOf = (rows: readonly RequestsOfDay[]) =>
    countOf(
      rows.filter(({ endpoint }) => names.has(endpoint)),
      [],
    ).requests;
  const began = startedAt ?? createdAt;
  const ended = (stoppedAt ?? new Date()).getTime() + dayMs;
  const [during, since] = await Promise.all([
    value.requests(workspaceId, clock.day(began.getTime()), clock.day(ended)),
    value.requests(workspaceId, days.from, days.until),
  ]);
  const units = Object.values(reading?.units ?? {}).reduce((sum, count) => sum + count, 0);
  const share = requestsOf(during) * spec.coverage;
  return share > 0 && units > 0 ? Math.round((requestsOf(since) * units) / share) : undefined;
}
