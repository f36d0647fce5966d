import type { DecisionQuery } from "@aisle/contracts/decision-log";
import type { QueryConfig } from "pg";
import { ByteWriter } from "./byte-writer.ts";
import { latencyBucket } from "./latency-sketch.ts";

/** What a `Decision` is read from. */
export const decisionColumns =
  "workspace_id, id, at, endpoint, version_id, version_number, plan_id, arm, arms, unit, outcome, total_us, trace_id, sample, payload";

const latestFirst = "order by at desc, id desc";

/** Values of a statement, and the conditions that name them. */
class Conditions {
  readonly values: unknown[] = [];
  readonly #texts: string[] = [];

  /** The place of a value in the statement. */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(text: string): void {
    this.#texts.push(text);
  }

  get text(): string {
    return this.#texts.join(" and ");
  }
}

function conditionsOf(workspaceId: string, query: DecisionQuery): Conditions {
  const conditions = new Conditions();
  const { endpoint, outcomes, minMs, since, until, before } = query;
  conditions.add(`workspace_id = ${conditions.value(workspaceId)}`);
  if (endpoint !== undefined) conditions.add(`endpoint = ${conditions.value(endpoint)}`);
  if (outcomes !== undefined) conditions.add(`outcome = any(${conditions.value(outcomes)}::text[])`);
  if (minMs !== undefined) conditions.add(`total_us >= ${conditions.value(leastUs(minMs))}`);
  if (since !== undefined) conditions.add(`at >= ${conditions.value(new Date(since))}`);
  if (until !== undefined) conditions.add(`at <= ${conditions.value(new Date(until))}`);
  if (before !== undefined)
    conditions.add(`(at, id) < (${conditions.value(new Date(before.at))}, ${conditions.value(before.id)}::text)`);
  return conditions;
}

/** The latest decisions under all conditions, or `samples` of them alone when asked. */
export function latestStatement(workspaceId: string, query: DecisionQuery, only?: "samples"): QueryConfig {
  const { outcomes, ...others } = query;
  if (only === "samples" || outcomes === undefined || outcomes.length === 0 || outcomes.includes("answered")) {
    const conditions = conditionsOf(workspaceId, query);
    if (only === "samples") conditions.add("sample");
    return { text: newest(conditions, conditions.value(query.limit)), values: conditions.values };
  }
  // An index of what was not answered gives one outcome after the other in the order of time, and not several at once.
  const conditions = conditionsOf(workspaceId, others);
  const limit = conditions.value(query.limit);
  const each = [...new Set(outcomes)].map((outcome) =>
    newest(conditions, limit, `outcome = ${conditions.value(outcome)} and outcome <> 'answered'`),
  );
  const text =
    each.length === 1
      ? each[0]!
      : `select * from (${each.map((one) => `(${one})`).join(" union all ")}) as d ${latestFirst} limit ${limit}`;
  return { text, values: conditions.values };
}

function newest(conditions: Conditions, limit: string, more = "true"): string {
  return `select ${decisionColumns} from decision where ${conditions.text} and ${more} ${latestFirst} limit ${limit}`;
}

/**
 * Of the latest `maxChecked` decisions under all conditions those whose payload holds a text as payloads write one, as each
 * product of an answer stands in it: what does not match is neither sent nor read. One row at least, which reports how many were `checked`.
 */
export function findStatement(
  workspaceId: string,
  query: DecisionQuery,
  text: string,
  maxChecked: number,
): QueryConfig {
  const newest = latestStatement(workspaceId, { ...query, limit: maxChecked });
  const written = new ByteWriter(text.length * 3 + 8);
  written.text(text);
  const values = [...(newest.values as unknown[]), Buffer.from(written.buffer.subarray(0, written.used)), query.limit];
  const [held, limit] = [`$${values.length - 1}`, `$${values.length}`];
  return {
    text: `with newest as materialized (${newest.text})
      select n.checked, d.* from (select count(*)::int as checked from newest) as n
      left join lateral (
        select * from newest where position(${held}::bytea in payload) > 0 ${latestFirst} limit ${limit}
      ) as d on true ${latestFirst}`,
    values,
  };
}

/** The latest `count` minutes in which a request took about as long as `minMs` or longer. */
export function slowMinutesStatement(
  workspaceId: string,
  query: DecisionQuery,
  count: number,
  before?: Date,
): QueryConfig {
  const { endpoint, minMs, since, until, before: decision } = query;
  const conditions = new Conditions();
  conditions.add(`workspace_id = ${conditions.value(workspaceId)}`);
  conditions.add(`slowest_bucket >= ${conditions.value(latencyBucket(leastUs(minMs)))}`);
  if (endpoint !== undefined) conditions.add(`endpoint = ${conditions.value(endpoint)}`);
  if (since !== undefined) conditions.add(`minute > ${conditions.value(new Date(since - 60_000))}`);
  if (until !== undefined) conditions.add(`minute <= ${conditions.value(new Date(until))}`);
  if (decision !== undefined) conditions.add(`minute <= ${conditions.value(new Date(decision.at))}`);
  if (before !== undefined) conditions.add(`minute < ${conditions.value(before)}`);
  const limit = conditions.value(count);
  return {
    text: `select distinct minute from endpoint_minute where ${conditions.text} order by minute desc limit ${limit}`,
    values: conditions.values,
  };
}

/** The latest decisions of some minutes under all conditions. */
export function slowStatement(workspaceId: string, query: DecisionQuery, minutes: readonly Date[]): QueryConfig {
  const conditions = conditionsOf(workspaceId, query);
  const times = conditions.value(minutes);
  const limit = conditions.value(query.limit);
  return {
    text: `select d.* from unnest(${times}::timestamptz[]) as slow(minute) cross join lateral (
        select ${decisionColumns} from decision
        where ${conditions.text} and at >= slow.minute and at < slow.minute + interval '1 minute' ${latestFirst} limit ${limit}
      ) as d ${latestFirst} limit ${limit}`,
    values: conditions.values,
  };
}

function leastUs(minMs = 0): number {
  return Math.round(minMs * 1000);
}
