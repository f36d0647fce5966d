import type { Pool } from "pg";
import { timeOfDecisionId } from "./decision-id.ts";
import { readPayload } from "./decision-payload.ts";
import type { DecisionHead, DecisionOutcome, DecisionRecord } from "./decision-record.ts";

/** Which decisions of an endpoint to show; all conditions must hold. */
export interface DecisionQuery {
  readonly endpoint?: string;
  readonly outcomes?: readonly DecisionOutcome[];
  /** Only those that took at least this long. */
  readonly minMs?: number;
  /** Milliseconds since 1970, both ends included. */
  readonly since?: number;
  readonly until?: number;
  /** Only older ones than this decision: the last of the page before. */
  readonly before?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

/** Requests of one step of time; `null` where none came. */
export interface TrafficPoint {
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Row {
  readonly workspace_id: string;
  readonly id: string;
  readonly at: Date;
  readonly endpoint: string;
  readonly version_id: string | null;
  readonly version_number: number | null;
  readonly plan_id: string | null;
  readonly arm: string | null;
  readonly arms: { readonly [experiment: string]: string } | null;
  readonly unit: string | null;
  readonly outcome: string;
  readonly total_us: number;
  readonly trace_id: string | null;
  readonly sample: boolean;
  readonly payload: Buffer;
}

const columns =
  "workspace_id, id, at, endpoint, version_id, version_number, plan_id, arm, arms, unit, outcome, total_us, trace_id, sample, payload";

/** Reads kept decisions. A decision shows once a `DecisionWriter` has brought it over, within a second as a rule. */
export class DecisionReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async get(workspaceId: string, id: string): Promise<DecisionRecord | undefined> {
    const at = timeOfDecisionId(id);
    if (at === undefined) return undefined;
    // The time in the id tells the partition.
    const found = await this.#pool.query<Row>(
      `select ${columns} from decision where workspace_id = $1 and id = $2 and at between $3 and $4`,
      [workspaceId, id, new Date(at - 60_000), new Date(at + 60_000)],
    );
    const row = found.rows[0];
    return row === undefined ? undefined : recordOf(row);
  }

  /** The latest first. */
  async latest(workspaceId: string, query: DecisionQuery): Promise<readonly DecisionRecord[]> {
    const found = await this.#pool.query<Row>(
      `select ${columns} from decision
       where workspace_id = $1 and ($2::text is null or endpoint = $2)
         and ($3::text[] is null or outcome = any($3)) and ($4::int is null or total_us >= $4)
         and ($5::timestamptz is null or (at, id) < ($5, $6::text))
         and ($8::timestamptz is null or at >= $8) and ($9::timestamptz is null or at <= $9)
       order by at desc, id desc limit $7`,
      [
        workspaceId,
        query.endpoint ?? null,
        query.outcomes ?? null,
        query.minMs === undefined ? null : Math.round(query.minMs * 1000),
        query.before === undefined ? null : new Date(query.before.at),
        query.before?.id ?? null,
        query.limit,
        query.since === undefined ? null : new Date(query.since),
        query.until === undefined ? null : new Date(query.until),
      ],
    );
    return found.rows.map(recordOf);
  }

  /** Requests, errors and times of an endpoint in equal steps from `since` to `until`, oldest first; samples left out. */
  async traffic(
    workspaceId: string,
    query: { readonly endpoint: string; readonly since: number; readonly until: number; readonly stepMs: number },
  ): Promise<readonly TrafficPoint[]> {
    const { endpoint, since, until, stepMs } = query;
    const found = await this.#pool.query<{ step: number; requests: number; errors: number; p50: number; p99: number }>(
      `select floor((extract(epoch from at) * 1000 - $4) / $5)::int as step, count(*)::int as requests,
         count(*) filter (where outcome = 'failed')::int as errors,
         percentile_disc(0.5) within group (order by total_us) as p50,
         percentile_disc(0.99) within group (order by total_us) as p99
       from decision
       where workspace_id = $1 and endpoint = $2 and not sample and at >= $3 and at < $6
       group by 1`,
      [workspaceId, endpoint, new Date(since), since, stepMs, new Date(until)],
    );
    const byStep = new Map(found.rows.map((row) => [row.step, row]));
    return Array.from({ length: Math.ceil((until - since) / stepMs) }, (_, step) => {
      const row = byStep.get(step);
      const at = since + step * stepMs;
      if (row === undefined) return { at, requests: 0, errors: 0, p50Ms: null, p99Ms: null };
      return { at, requests: row.requests, errors: row.errors, p50Ms: row.p50 / 1000, p99Ms: row.p99 / 1000 };
    });
  }
}

function recordOf(row: Row): DecisionRecord {
  const head: DecisionHead = {
    workspaceId: row.workspace_id,
    id: row.id,
    at: row.at.getTime(),
    endpoint: row.endpoint,
    versionId: row.version_id ?? "",
    ...(row.version_number === null ? {} : { versionNumber: row.version_number }),
    planId: row.plan_id ?? "",
    ...(row.arm === null ? {} : { arm: row.arm }),
    ...(row.arms === null ? {} : { arms: row.arms }),
    ...(row.unit === null ? {} : { unit: row.unit }),
    outcome: row.outcome as DecisionOutcome,
    totalMs: row.total_us / 1000,
    ...(row.trace_id === null ? {} : { traceId: row.trace_id }),
    sample: row.sample,
  };
  return { ...head, ...readPayload(row.payload) };
}
