import type { Endpoint } from "@aisle/contracts/endpoint";
import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { HoldoutSetting } from "@aisle/contracts/value-records";
import { AisleError } from "@aisle/runtime/errors";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Caller } from "../access/caller.ts";
import { addedByExperiments } from "./added-by-experiments.ts";
import { countDays, countOf } from "./count-endpoints.ts";
import { earnedOverHoldout } from "./earned-over-holdout.ts";
import { modelCost } from "./model-prices.ts";
import { daysBetween, firstDayOf, isMonth, monthAfter, monthsBetween } from "./month-days.ts";
import type { ValuePorts } from "./value-ports.ts";
import type { EndpointValue, HoldoutChoice, ValueMonth } from "./value-shapes.ts";

/** Everything that the endpoints of a workspace did in a month, this one where none is named; throws `request.invalid` for what is no month. */
export async function valueMonth(
  ports: ValuePorts,
  caller: Caller,
  asked: string | undefined,
  now: Date,
): Promise<ValueMonth> {
  const { workspaceId } = caller;
  const { value, records, experiments } = ports;
  const timeZone = await ports.settings.timeZone(workspaceId);
  const clock = new ZoneClock(timeZone);
  const current = clock.day(now.getTime()).slice(0, 7);
  const month = asked ?? current;
  if (!isMonth(month) || month > current)
    throw new AisleError("request.invalid", "Ask for a month that has begun, such as 2026-11.", { field: "month" });
  const [from, until, before] = [
    firstDayOf(month),
    firstDayOf(monthAfter(month, 1)),
    firstDayOf(monthAfter(month, -1)),
  ];
  const [firstDay, requests, sales, uses, endpoints, settings, active, archived] = await Promise.all([
    value.firstDay(workspaceId),
    value.requests(workspaceId, before, until),
    value.sales(workspaceId, before, until),
    value.modelUse(workspaceId, from, until),
    records.endpoints(workspaceId),
    value.holdouts(workspaceId),
    experiments.list(workspaceId),
    experiments.list(workspaceId, { archived: true }),
  ]);
  const listed = [...active, ...archived];
  const inMonth = <Row extends { readonly day: string }>(rows: readonly Row[]) => rows.filter(({ day }) => day >= from);
  const inBefore = <Row extends { readonly day: string }>(rows: readonly Row[]) => rows.filter(({ day }) => day < from);
  const known = new Set(endpoints.flatMap(({ slug, aliases }) => [slug, ...aliases]));
  const gone = [...new Set([...inMonth(requests), ...inMonth(sales)].map(({ endpoint }) => endpoint))].filter(
    (slug) => !known.has(slug),
  );
  const countsOf = (names: readonly string[]) => {
    const own = <Row extends { readonly endpoint: string }>(rows: readonly Row[]) =>
      rows.filter(({ endpoint }) => names.includes(endpoint));
    return {
      ...countOf(own(inMonth(requests)), own(inMonth(sales))),
      before: countOf(own(inBefore(requests)), own(inBefore(sales))),
    };
  };
  const live = await Promise.all(
    endpoints.map(async (endpoint): Promise<EndpointValue> => {
      const { slug, aliases, pipelineId, pipelineName: name } = endpoint;
      const setting = settings.find((one) => one.pipelineId === pipelineId);
      return {
        ...countsOf([slug, ...aliases]),
        slug,
        name,
        pipelineId,
        holdout: earnedOverHoldout(holdoutOf(listed, endpoint, month, clock), now),
        setting: setting === undefined ? null : await choiceOf(ports, workspaceId, setting),
      };
    }),
  );
  const off = { pipelineId: null, setting: null, holdout: { state: "off" } } as const;
  const rows = [...live, ...gone.map((slug): EndpointValue => ({ ...countsOf([slug]), slug, name: slug, ...off }))];
  return {
    month,
    timeZone,
    months: monthsBetween(firstDay === null ? current : firstDay.slice(0, 7), current),
    isOver: month < current,
    total: countOf(inMonth(requests), inMonth(sales)),
    before: countOf(inBefore(requests), inBefore(sales)),
    endpoints: rows.sort((a, b) => b.requests - a.requests || a.slug.localeCompare(b.slug)),
    days: countDays(daysBetween(from, until), inMonth(requests), inMonth(sales)),
    added: await addedByExperiments(ports, caller, listed, { month, clock, endpoints }),
    models: uses.map((use) => modelCost(use, ports.modelPrices)),
  };
}

/** The latest experiment that held units out of an endpoint in a month. */
function holdoutOf(
  listed: readonly ListedExperiment[],
  { pipelineId }: Endpoint,
  month: string,
  clock: ZoneClock,
): ListedExperiment | undefined {
  const began = ({ startedAt, createdAt }: ListedExperiment) => (startedAt ?? createdAt).getTime();
  return listed
    .filter((one) => one.kind === "holdout" && one.pipelineId === pipelineId)
    .filter((one) => clock.day(began(one)).startsWith(month))
    .sort((a, b) => began(b) - began(a))[0];
}

async function choiceOf(
  { records }: ValuePorts,
  workspaceId: string,
  { pipelineId, share, versionId, since }: HoldoutSetting,
): Promise<HoldoutChoice> {
  const versions = await records.versions(workspaceId, pipelineId);
  const versionNumber = versions.find(({ id }) => id === versionId)?.number ?? null;
  return { share, versionId, versionNumber, since: since.toISOString() };
}
