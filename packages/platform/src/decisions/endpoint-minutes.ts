import type { DecisionOutcome } from "@aisle/contracts/decision";
import type { Pool } from "pg";
import { sketchQuantile } from "./latency-sketch.ts";

/** What counts can be told apart by. */
export type MinuteGroup = "endpoint" | "versionId" | "arm";

export interface EndpointMinutesQuery {
  /** Several are summed up as one: an endpoint that was moved was logged under its earlier addresses. */
  readonly endpoint?: string | readonly string[];
  readonly versionId?: string;
  readonly arm?: string;
  /** Milliseconds since 1970, rounded down to the minute: the first that counts, and the first that does not. */
  readonly from: number;
  readonly to: number;
  /** How many minutes one row sums up, counted from `from`. */
  readonly bucketMinutes: number;
  /** Gives a row to each value instead of one to all. */
  readonly by?: readonly MinuteGroup[];
}

/** Requests of some minutes; samples are not counted. */
export interface EndpointMinutes {
  /** When the minutes begin, in milliseconds since 1970. */
  readonly at: number;
  /** What `by` asked for; empty where a record of before arms had none. */
  readonly endpoint?: string;
  readonly versionId?: string;
  readonly arm?: string;
  readonly requests: number;
  readonly counts: { readonly [outcome in DecisionOutcome]: number };
  readonly meanMs: number;
  /** Quantiles of the time of all requests, within 2 % of the exact ones. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

interface Row {
  readonly step: number;
  readonly endpoint?: string;
  readonly version_id?: string;
  readonly arm?: string;
  readonly answered: number;
  readonly fell_back: number;
  readonly failed: number;
  readonly refused: number;
  readonly suspended: number;
  readonly total_us: number;
  readonly buckets: number[];
  readonly bucket_counts: number[];
}

const minuteMs = 60_000;
const columnOf = { endpoint: "endpoint", versionId: "version_id", arm: "arm" } as const;

/** Requests and their times from the counts of each minute, oldest first; rows without requests are left out. */
export async function endpointMinutes(
  pool: Pool,
  workspaceId: string,
  query: EndpointMinutesQuery,
): Promise<readonly EndpointMinutes[]> {
  const from = Math.floor(query.from / minuteMs) * minuteMs;
  const to = Math.floor(query.to / minuteMs) * minuteMs;
  const stepMs = Math.max(1, Math.round(query.bucketMinutes)) * minuteMs;
  const keys = ["step", ...(query.by ?? []).map((group) => columnOf[group])].join(", ");
  // Arrays that are unnested side by side in the list of columns take half the time of a join with each.
  const found = await pool.query<Row>(
    `with minutes as materialized (
       select *, floor(extract(epoch from minute - $3::timestamptz) * 1000 / $5)::int as step from endpoint_minute
       where workspace_id = $1 and ($2::text[] is null or endpoint = any($2)) and minute >= $3 and minute < $4
         and ($6::text is null or version_id = $6) and ($7::text is null or arm = $7)),
     sums as (
       select ${keys}, sum(answered)::int as answered, sum(fell_back)::int as fell_back, sum(failed)::int as failed,
         sum(refused)::int as refused, sum(suspended)::int as suspended, sum(total_us)::float8 as total_us
       from minutes group by ${keys}),
     latency as (
       select ${keys}, array_agg(bucket order by bucket) as buckets, array_agg(count order by bucket) as bucket_counts
       from (
         select ${keys}, bucket, sum(count)::int as count
         from (select ${keys}, unnest(latency_buckets) as bucket, unnest(latency_counts) as count from minutes) as sketch
         group by ${keys}, bucket) as b
       group by ${keys})
     select * from sums join latency using (${keys}) order by ${keys}`,
    [
      workspaceId,
      query.endpoint === undefined ? null : [query.endpoint].flat(),
      new Date(from),
      new Date(to),
      stepMs,
      query.versionId ?? null,
      query.arm ?? null,
    ],
  );
  return found.rows.map((row): EndpointMinutes => {
    const { answered, failed, refused, suspended, buckets, bucket_counts } = row;
    const requests = answered + row.fell_back + failed + refused + suspended;
    const quantileMs = (q: number) => (sketchQuantile(buckets, bucket_counts, q) ?? 0) / 1000;
    return {
      at: from + row.step * stepMs,
      ...(row.endpoint === undefined ? {} : { endpoint: row.endpoint }),
      ...(row.version_id === undefined ? {} : { versionId: row.version_id }),
      ...(row.arm === undefined ? {} : { arm: row.arm }),
      requests,
      counts: { answered, "fell-back": row.fell_back, failed, refused, suspended },
      meanMs: row.total_us / 1000 / Math.max(1, requests),
      p50Ms: quantileMs(0.5),
      p95Ms: quantileMs(0.95),
      p99Ms: quantileMs(0.99),
    };
  });
}

/** Forgets counts and exposures of before a time, and refused decisions of before another (milliseconds since 1970). */
export async function dropCountsBefore(pool: Pool, countsBefore: number, rejectedBefore: number): Promise<void> {
  await pool.query("delete from endpoint_minute where minute < $1", [new Date(countsBefore)]);
  await pool.query("delete from exposure where first_at < $1", [new Date(countsBefore)]);
  await pool.query("delete from decision_rejected where rejected_at < $1", [new Date(rejectedBefore)]);
  // Left by a process that ended between removing its file and forgetting its position.
  await pool.query("delete from decision_spool where updated_at < $1", [new Date(rejectedBefore)]);
}
