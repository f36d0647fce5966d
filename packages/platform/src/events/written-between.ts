import type { Pool } from "pg";

/** Before the first transaction of any database. */
const beginning = "1:1:";

/**
 * A snapshot of everything that is committed now, as PostgreSQL writes it (`xmin:xmax:xip_list`). Rows of the tables that seem to come
 * from the future were copied from another database server; they are marked as written now, and counted next time.
 */
export async function snapshotNow(
  pool: Pool,
  workspaceId: string,
  tables: readonly ("interaction" | "event" | "experiment_decision" | "decision")[],
): Promise<string> {
  for (const table of tables)
    await pool.query(
      `update ${table} set written_by = (pg_current_xact_id()::text)::bigint
       where workspace_id = $1 and written_by >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint`,
      [workspaceId],
    );
  const current = await pool.query<{ snapshot: string }>("select pg_current_snapshot()::text as snapshot");
  return current.rows[0]!.snapshot;
}

/** Whether a snapshot can be one of this database server: one of the future was taken by another. */
export async function isOwnSnapshot(pool: Pool, snapshot: string): Promise<boolean> {
  if (!/^\d+:\d+:[\d,]*$/.test(snapshot)) return false;
  const { rows } = await pool.query<{ xmax: string }>("select pg_snapshot_xmax(pg_current_snapshot())::text as xmax");
  return bounds(snapshot).xmax <= Number(rows[0]!.xmax);
}

/**
 * A condition on rows, with its parameters from `$first` on: those committed between two snapshots, or up to one. Its first part is
 * answered from the index on `column`.
 */
export function writtenBetween(
  from: string | undefined,
  to: string,
  first: number,
  column = "written_by",
): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const since = from ?? beginning;
  const [a, b] = [bounds(since), bounds(to)];
  const visible = (snapshot: number) =>
    `pg_visible_in_snapshot(${column}::text::xid8, $${first + snapshot}::text::pg_snapshot)`;
  return {
    sql: `${column} >= $${first} and ${column} < $${first + 1}
      and (${column} < $${first + 2} or ${visible(5)})
      and (${column} >= $${first + 3} or not ${visible(4)})`,
    values: [a.xmin, b.xmax, b.xmin, a.xmax, since, to],
  };
}

/** The two ends of a snapshot: below the first all is committed, from the second on nothing. */
export function bounds(snapshot: string): { readonly xmin: number; readonly xmax: number } {
  const [xmin, xmax] = snapshot.split(":");
  return { xmin: Number(xmin), xmax: Number(xmax) };
}
