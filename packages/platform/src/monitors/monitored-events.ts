import type { FoldCursor, SnapshotRange } from "@aisle/contracts/fold-source";
import type { MonitoredDecision, MonitoredEvent } from "@aisle/contracts/monitor-source";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { timeOfDecisionId } from "../decisions/decision-id.ts";
import { streamRows } from "../events/stream-rows.ts";
import { writtenBetween } from "../events/written-between.ts";

const pageRows = 5_000;
/** Times in an id and in its row differ by what PostgreSQL rounds. */
const toleranceMs = 2;

interface Row {
  readonly message_id: string;
  readonly at: Date;
  readonly received_at: Date;
  readonly name: string;
  readonly has_shopper: boolean;
  readonly properties: Json | null;
  readonly decision_id: string | null;
  readonly is_first: boolean;
}

/** Names are compared in lower case with single spaces. */
const named = (of: string): string => String.raw`lower(regexp_replace(btrim(${of}.name), '\s+', ' ', 'g'))`;

const columns = `e.message_id, e.at, e.received_at, e.name, e.shopper_id is not null as has_shopper,
  e.payload -> 'properties' as properties, e.decision_id`;

/**
 * Events that were committed between two snapshots, in the order of time and id. One is the first of its name for its decision unless
 * another was folded before, or is folded before it.
 */
export async function* monitoredEvents(
  pool: Pool,
  workspaceId: string,
  range: SnapshotRange,
  after: FoldCursor,
): AsyncGenerator<readonly MonitoredEvent[]> {
  const { sql, values } = writtenBetween(range.from ?? undefined, range.to, 6, "e.written_by");
  const visible = (snapshot: string) => `pg_visible_in_snapshot(o.written_by::text::xid8, ${snapshot}::pg_snapshot)`;
  const pages = streamRows<Row>(
    pool,
    `select ${columns}, e.decision_id is not null and not exists (
       select from event o where o.workspace_id = $1 and o.decision_id = e.decision_id and ${named("o")} = ${named("e")}
         and (($4::text is not null and ${visible("$4")})
           or ((o.at, o.message_id) < (e.at, e.message_id) and ${visible("$5")}))) as is_first
     from event e
     where e.workspace_id = $1 and e.name is not null and ($2::timestamptz is null or (e.at, e.message_id) > ($2, $3)) and ${sql}
     order by e.at, e.message_id`,
    [workspaceId, ...(after === null ? [null, null] : [new Date(after.at), after.id]), range.from, range.to, ...values],
    pageRows,
  );
  for await (const rows of pages) {
    const endpoints = await endpointsOf(pool, workspaceId, range.to, rows);
    yield rows.map((row) => eventOf(row, endpoints));
  }
}

/** Events that name one of these decisions and were committed up to a snapshot. */
export async function eventsOfDecisions(
  pool: Pool,
  workspaceId: string,
  to: string,
  decisions: readonly Pick<MonitoredDecision, "id" | "endpoint">[],
): Promise<readonly MonitoredEvent[]> {
  const { sql, values } = writtenBetween(undefined, to, 3, "e.written_by");
  const { rows } = await pool.query<Row>(
    `select ${columns},
       row_number() over (partition by e.decision_id, ${named("e")} order by e.at, e.message_id) = 1 as is_first
     from event e where e.workspace_id = $1 and e.decision_id = any($2) and e.name is not null and ${sql}
     order by e.at, e.message_id`,
    [workspaceId, decisions.map(({ id }) => id), ...values],
  );
  const endpoints = new Map(decisions.map(({ id, endpoint }) => [id, endpoint] as const));
  return rows.map((row) => eventOf(row, endpoints));
}

/** Addresses that decided, of decisions that were committed up to a snapshot: the time in an id leads to its day. */
async function endpointsOf(
  pool: Pool,
  workspaceId: string,
  to: string,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const asked = new Map<string, number>();
  for (const { decision_id: id } of rows) {
    const time = id === null ? undefined : timeOfDecisionId(id);
    if (time !== undefined) asked.set(id!, time);
  }
  if (asked.size === 0) return new Map();
  const times = [...asked.values()];
  const { rows: found } = await pool.query<{ id: string; endpoint: string }>(
    `select a.id, d.endpoint
     from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) as a (id, since, until)
     cross join lateral (
       select endpoint from decision
       where workspace_id = $1 and id = a.id and at >= a.since and at <= a.until and not sample
         and pg_visible_in_snapshot(written_by::text::xid8, $5::pg_snapshot)
       limit 1) as d`,
    [
      workspaceId,
      [...asked.keys()],
      times.map((time) => new Date(time - toleranceMs)),
      times.map((time) => new Date(time + toleranceMs)),
      to,
    ],
  );
  return new Map(found.map(({ id, endpoint }) => [id, endpoint]));
}

function eventOf(row: Row, endpoints: ReadonlyMap<string, string>): MonitoredEvent {
  const { message_id, at, received_at, name, has_shopper, properties, decision_id, is_first } = row;
  const endpoint = decision_id === null ? undefined : endpoints.get(decision_id);
  return {
    id: message_id,
    at: at.getTime(),
    receivedAt: received_at.getTime(),
    name,
    hasShopper: has_shopper,
    namesDecision: decision_id !== null,
    properties: isFields(properties) ? properties : {},
    ...(endpoint === undefined ? {} : { endpoint }),
    isFirst: is_first,
  };
}

const isFields = (value: Json | null): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
