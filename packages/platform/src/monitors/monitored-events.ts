import type { FoldCursor, SnapshotRange } from "@aisle/contracts/fold-source";
import type { MonitoredEvent } from "@aisle/contracts/monitor-source";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { streamRows } from "../events/stream-rows.ts";
import { writtenBetween } from "../events/written-between.ts";
import { followsOf, followUpNames, type NamingRow, namedEvent } from "./follow-ups.ts";

const pageRows = 5_000;

interface Row extends NamingRow {
  readonly name: string;
  readonly has_shopper: boolean;
  readonly demo: boolean;
  readonly properties: Json | null;
}

/** Events that were committed between two snapshots, in the order of time and id. */
export async function* monitoredEvents(
  pool: Pool,
  workspaceId: string,
  range: SnapshotRange,
  after: FoldCursor,
): AsyncGenerator<readonly MonitoredEvent[]> {
  const { sql, values } = writtenBetween(range.from ?? undefined, range.to, 5, "e.written_by");
  const pages = streamRows<Row>(
    pool,
    `select e.message_id, e.at, e.received_at, e.name, e.shopper_id is not null as has_shopper, e.demo,
       e.payload -> 'properties' as properties, e.decision_id,
       case when e.decision_id is not null and ${namedEvent("e")} = any($4) then ${namedEvent("e")} end as follows
     from event e
     where e.workspace_id = $1 and e.name is not null and ($2::timestamptz is null or (e.at, e.message_id) > ($2, $3)) and ${sql}
     order by e.at, e.message_id`,
    [workspaceId, ...(after === null ? [null, null] : [new Date(after.at), after.id]), followUpNames, ...values],
    pageRows,
  );
  for await (const rows of pages) {
    const follows = await followsOf(pool, workspaceId, range, rows);
    yield rows.map((row, i) => eventOf(row, follows[i]));
  }
}

function eventOf(row: Row, follows: MonitoredEvent["follows"]): MonitoredEvent {
  const { message_id, at, received_at, name, has_shopper, demo, properties, decision_id } = row;
  return {
    id: message_id,
    at: at.getTime(),
    receivedAt: received_at.getTime(),
    name,
    hasShopper: has_shopper,
    namesDecision: decision_id !== null,
    isDemo: demo,
    properties: isFields(properties) ? properties : {},
    ...(follows === undefined ? {} : { follows }),
  };
}

const isFields = (value: Json | null): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
