import type { FoldCursor, SnapshotRange } from "@aisle/contracts/fold-source";
import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import type { Pool } from "pg";
import { streamRows } from "../events/stream-rows.ts";
import { writtenBetween } from "../events/written-between.ts";
import { type DecisionRow, decisionColumns, decisionOf } from "./decision-row.ts";

const pageRows = 2_000;

interface KeyRow {
  readonly id: string;
  readonly at: Date;
}

/**
 * Decisions that were committed between two snapshots, without samples, in the order of time and id. Their keys are sorted first and
 * their payloads, which are large, read page by page.
 */
export async function* monitoredDecisions(
  pool: Pool,
  workspaceId: string,
  range: SnapshotRange,
  after: FoldCursor,
): AsyncGenerator<readonly MonitoredDecision[]> {
  const { sql, values } = writtenBetween(range.from ?? undefined, range.to, 4);
  const pages = streamRows<KeyRow>(
    pool,
    `select id, at from decision
     where workspace_id = $1 and not sample and ($2::timestamptz is null or (at, id) > ($2, $3)) and ${sql}
     order by at, id`,
    [workspaceId, ...(after === null ? [null, null] : [new Date(after.at), after.id]), ...values],
    pageRows,
  );
  for await (const keys of pages) {
    const { rows } = await pool.query<DecisionRow>({
      name: "aisle monitored decisions",
      text: selectDecisions,
      values: [workspaceId, keys.map(({ id }) => id), keys.map(({ at }) => at)],
    });
    // Retention may take a day away meanwhile.
    if (rows.length > 0) yield rows.map(decisionOf);
  }
}

const selectDecisions = `
  select d.* from unnest($2::text[], $3::timestamptz[]) with ordinality as k (id, at, place)
  cross join lateral (
    select ${decisionColumns} from decision
    where workspace_id = $1 and id = k.id and at = k.at limit 1) as d
  order by k.place`;
