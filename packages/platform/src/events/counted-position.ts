import type { Json } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { bounds, snapshotNow, writtenBetween as snapshotsBetween } from "./written-between.ts";

/**
 * Up to where interactions are counted: all that was committed in a database snapshot (`xmin:xmax:xip_list`, as
 * PostgreSQL writes it), after a number of removals. Stands beside what was counted, so that both are stored, restored
 * and superseded together.
 */
export type CountedPosition = {
  readonly snapshot: string;
  readonly removals: number;
};

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
  const snapshot = await snapshotNow(pool, workspaceId, ["interaction"]);
  return { snapshot, removals: removed.rows[0]?.removals ?? 0 };
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
  return snapshotsBetween(from?.snapshot, to.snapshot, first);
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
