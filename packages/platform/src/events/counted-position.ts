import type { Json } from "@aisle/runtime/json";
import type { Pool } from "pg";

/**
 * Up to where interactions are counted: all that was committed in a database snapshot (`xmin:xmax:xip_list`, as
 * PostgreSQL writes it), after a number of removals. Stands beside what was counted, so that both are stored, restored
 * and superseded together.
 */
export type CountedPosition = {
  readonly snapshot: string;
  readonly removals: number;
};

/** Before the first transaction of any database. */
const beginning = "1:1:";

/**
 * The position of everything that is committed now. Rows that seem to come from the future were copied from another
 * database server; they are marked as written now, and counted next time.
 */
export async function positionNow(pool: Pool, workspaceId: string): Promise<CountedPosition> {
  // Read first: a removal from here on is noticed by the next run.
  const removed = await pool.query<{ removals: number }>(
    "select removals from interaction_removal where workspace_id = $1",
    [workspaceId],
  );
  await pool.query(
    `update interaction set written_by = (pg_current_xact_id()::text)::bigint
     where workspace_id = $1 and written_by >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint`,
    [workspaceId],
  );
  const current = await pool.query<{ snapshot: string }>("select pg_current_snapshot()::text as snapshot");
  return { snapshot: current.rows[0]!.snapshot, removals: removed.rows[0]?.removals ?? 0 };
}

/** The position in an artefact's meta; undefined where it has none, or where everything must be counted again. */
export function positionIn(meta: Json | undefined, now: CountedPosition): CountedPosition | undefined {
  if (typeof meta !== "object" || meta === null || Array.isArray(meta)) return undefined;
  const { snapshot, removals } = meta as { readonly [key: string]: Json };
  if (typeof snapshot !== "string" || !/^\d+:\d+:[\d,]*$/.test(snapshot) || removals !== now.removals) return undefined;
  // A snapshot of the future was taken by another database server.
  return bounds(snapshot).xmax > bounds(now.snapshot).xmax ? undefined : { snapshot, removals };
}

/**
 * A condition on rows of `interaction`, with its parameters from `$first` on: those committed between two positions, or
 * up to one. Its first part is answered from the index.
 */
export function writtenBetween(
  from: CountedPosition | undefined,
  to: CountedPosition,
  first: number,
): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const since = from?.snapshot ?? beginning;
  const [a, b] = [bounds(since), bounds(to.snapshot)];
  const visible = (snapshot: number) =>
    `pg_visible_in_snapshot(written_by::text::xid8, $${first + snapshot}::text::pg_snapshot)`;
  return {
    sql: `written_by >= $${first} and written_by < $${first + 1}
      and (written_by < $${first + 2} or ${visible(5)})
      and (written_by >= $${first + 3} or not ${visible(4)})`,
    values: [a.xmin, b.xmax, b.xmin, a.xmax, since, to.snapshot],
  };
}

/** Whether a workspace has interactions, or removals of some, that an artefact of this meta does not count. */
export async function hasUncounted(pool: Pool, workspaceId: string, meta: Json | undefined): Promise<boolean> {
  const now = await positionNow(pool, workspaceId);
  const counted = positionIn(meta, now);
  if (counted === undefined && meta !== undefined) return true;
  const { sql, values } = writtenBetween(counted, now, 2);
  const found = await pool.query(`select 1 from interaction where workspace_id = $1 and ${sql} limit 1`, [
    workspaceId,
    ...values,
  ]);
  return found.rowCount === 1;
}

function bounds(snapshot: string): { readonly xmin: number; readonly xmax: number } {
  const [xmin, xmax] = snapshot.split(":");
  return { xmin: Number(xmin), xmax: Number(xmax) };
}
