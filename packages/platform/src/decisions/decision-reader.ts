import type { Decision, DecisionHead, DecisionOutcome } from "@aisle/contracts/decision";
import type { DecisionQuery, DecisionReads, EndpointTotals, TrafficPoint } from "@aisle/contracts/decision-log";
import type { Pool } from "pg";
import { readArms, type StoredArms } from "./decision-arms.ts";
import { timeOfDecisionId } from "./decision-id.ts";
import { readPayload } from "./decision-payload.ts";
import { endpointMinutes } from "./endpoint-minutes.ts";
import {
  decisionColumns,
  findStatement,
  latestStatement,
  slowMinutesStatement,
  slowStatement,
} from "./latest-decisions.ts";

/** A row of `decisionColumns`. */
export interface DecisionRecord {
  readonly workspace_id: string;
  readonly id: string;
  readonly at: Date;
  readonly endpoint: string;
  readonly version_id: string | null;
  readonly version_number: number | null;
  readonly plan_id: string | null;
  readonly arm: string | null;
  readonly arms: StoredArms | null;
  readonly unit: string | null;
  readonly outcome: string;
  readonly total_us: number;
  readonly trace_id: string | null;
  readonly sample: boolean;
  readonly payload: Buffer;
}

const minuteMs = 60_000;

/** Reads stored decisions. A decision shows once a `DecisionWriter` has copied it, within a second as a rule. */
export class DecisionReader implements DecisionReads {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async get(workspaceId: string, id: string): Promise<Decision | undefined> {
    const at = timeOfDecisionId(id);
    if (at === undefined) return undefined;
    // The time in the id determines the partition.
    const found = await this.#pool.query<DecisionRecord>(
      `select ${decisionColumns} from decision where workspace_id = $1 and id = $2 and at between $3 and $4`,
      [workspaceId, id, new Date(at - 60_000), new Date(at + 60_000)],
    );
    const row = found.rows[0];
    return row === undefined ? undefined : decisionOf(row);
  }

  /** The latest first. What is read does not grow with the log, however rare what is asked for. */
  async latest(workspaceId: string, query: DecisionQuery): Promise<readonly Decision[]> {
    const { minMs, outcomes } = query;
    if (minMs !== undefined && (outcomes === undefined || outcomes.includes("answered")))
      return this.#slow(workspaceId, query);
    return (await this.#pool.query<DecisionRecord>(latestStatement(workspaceId, query))).rows.map(decisionOf);
  }

  /**
   * Decisions that show an item, among the latest `maxChecked` under all conditions, the latest first; and how many were checked.
   */
  async showing(
    workspaceId: string,
    query: DecisionQuery & { readonly item: string; readonly maxChecked: number },
  ): Promise<{ readonly found: readonly Decision[]; readonly checked: number }> {
    const { item, maxChecked, limit, minMs } = query;
    if (minMs !== undefined) {
      const rows = await this.latest(workspaceId, { ...query, limit: maxChecked });
      return { found: rows.filter((row) => shows(row, item)).slice(0, limit), checked: rows.length };
    }
    const { rows } = await this.#pool.query<{ checked: number } & (DecisionRecord | { id: null })>(
      findStatement(workspaceId, query, item, maxChecked),
    );
    // The text may stand elsewhere in the payload, such as the name of a node.
    const found = rows.flatMap((row) => (row.id === null ? [] : [decisionOf(row)])).filter((row) => shows(row, item));
    return { found, checked: rows[0]?.checked ?? 0 };
  }

  /** Slow ones are looked for in the minutes that had any; samples, which the minutes do not count, by their own index. */
  async #slow(workspaceId: string, query: DecisionQuery): Promise<readonly Decision[]> {
    const samples = await this.#pool.query<DecisionRecord>(latestStatement(workspaceId, query, "samples"));
    const found = new Map(samples.rows.map((row) => [row.id, row]));
    const latestFirst = () =>
      [...found.values()].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
    let before: Date | undefined;
    for (let count = query.limit; ; count *= 8) {
      const minutes = await this.#pool.query<{ minute: Date }>(slowMinutesStatement(workspaceId, query, count, before));
      const times = minutes.rows.map((row) => row.minute);
      const rows = await this.#pool.query<DecisionRecord>(slowStatement(workspaceId, query, times));
      for (const row of rows.rows) found.set(row.id, row);
      before = times[times.length - 1];
      const best = latestFirst().slice(0, query.limit);
      // An older minute holds nothing newer than what fills the page already.
      if (times.length < count || before === undefined) return best.map(decisionOf);
      if (best.length === query.limit && best[query.limit - 1]!.at >= before) return best.map(decisionOf);
    }
  }

  /** Requests, errors and times of an endpoint, or of several as one, in equal steps of minutes from `since` to `until`, oldest first; samples left out. */
  async traffic(
    workspaceId: string,
    query: {
      readonly endpoint: string | readonly string[];
      readonly since: number;
      readonly until: number;
      readonly stepMs: number;
    },
  ): Promise<readonly TrafficPoint[]> {
    const { endpoint, since, until, stepMs } = query;
    const bucketMinutes = stepMs / minuteMs;
    const found = await endpointMinutes(this.#pool, workspaceId, {
      endpoint,
      from: since,
      to: minuteAfter(until),
      bucketMinutes,
    });
    const byTime = new Map(found.map((row) => [row.at, row]));
    const start = Math.floor(since / minuteMs) * minuteMs;
    return Array.from({ length: Math.ceil((until - since) / stepMs) }, (_, step) => {
      const row = byTime.get(start + step * stepMs);
      const at = since + step * stepMs;
      if (row === undefined) return { at, requests: 0, errors: 0, p50Ms: null, p99Ms: null };
      return { at, requests: row.requests, errors: row.counts.failed, p50Ms: row.p50Ms, p99Ms: row.p99Ms };
    });
  }

  /** Requests of every endpoint in equal steps of minutes from `since` to `until`, oldest first; absent where none came. */
  async requestCounts(
    workspaceId: string,
    { since, until, stepMs }: { readonly since: number; readonly until: number; readonly stepMs: number },
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const found = await this.#pool.query<{ endpoint: string; step: number; requests: number }>(
      `select endpoint, floor(extract(epoch from minute - $2::timestamptz) * 1000 / $4)::int as step,
         sum(answered + fell_back + failed + refused + suspended)::int as requests
       from endpoint_minute where workspace_id = $1 and minute >= $2 and minute < $3 group by 1, 2`,
      [workspaceId, new Date(since), new Date(until), stepMs],
    );
    const counts = new Map<string, number[]>();
    for (const { endpoint, step, requests } of found.rows) {
      const steps = counts.get(endpoint) ?? new Array<number>(Math.ceil((until - since) / stepMs)).fill(0);
      steps[step] = requests;
      counts.set(endpoint, steps);
    }
    return counts;
  }

  /** Whether any request that counts came to one of these addresses. */
  async hasTraffic(workspaceId: string, endpoints: readonly string[]): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "select from endpoint_minute where workspace_id = $1 and endpoint = any($2) limit 1",
      [workspaceId, endpoints],
    );
    return rowCount === 1;
  }

  /** What every endpoint answered from `since` to `until`, to the minute; absent where no request came. */
  async totals(
    workspaceId: string,
    { since, until }: { readonly since: number; readonly until: number },
  ): Promise<ReadonlyMap<string, EndpointTotals>> {
    const found = await endpointMinutes(this.#pool, workspaceId, {
      from: since,
      to: minuteAfter(until),
      bucketMinutes: Math.ceil((until - since) / minuteMs) + 1,
      by: ["endpoint"],
    });
    return new Map(
      found.map(({ endpoint, requests, counts, p50Ms, p99Ms }) => [
        endpoint ?? "",
        { requests, errors: counts.failed, p50Ms, p99Ms },
      ]),
    );
  }
}

function shows({ slots }: Decision, item: string): boolean {
  return slots.some((slot) => slot.item === item);
}

/** The end of the minute that a time is in, so that what was counted in it so far is counted. */
function minuteAfter(time: number): number {
  return Math.ceil(time / minuteMs) * minuteMs;
}

/** The decision that a row holds. */
export function decisionOf(row: DecisionRecord): Decision {
  const head: DecisionHead = {
    workspaceId: row.workspace_id,
    id: row.id,
    at: row.at.getTime(),
    endpoint: row.endpoint,
    versionId: row.version_id ?? "",
    ...(row.version_number === null ? {} : { versionNumber: row.version_number }),
    planId: row.plan_id ?? "",
    ...(row.arm === null ? {} : { arm: row.arm }),
    ...(row.arms === null ? {} : readArms(row.arms)),
    ...(row.unit === null ? {} : { unit: row.unit }),
    outcome: row.outcome as DecisionOutcome,
    totalMs: row.total_us / 1000,
    ...(row.trace_id === null ? {} : { traceId: row.trace_id }),
    sample: row.sample,
  };
  return { ...head, ...readPayload(row.payload) };
}
