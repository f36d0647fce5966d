import type { FoldPosition } from "@aisle/contracts/fold-source";
import type { Pool } from "pg";
import { isOwnSnapshot, snapshotNow, writtenBetween } from "../events/written-between.ts";

/** Whether a workspace has decisions or events that its monitors have not folded, or nothing came in for an hour: that is a finding too. */
export async function hasUnmonitored(pool: Pool, workspaceId: string): Promise<boolean> {
  const { rows } = await pool.query<{ position: FoldPosition; is_old: boolean }>(
    `select position, folded_at < now() - interval '1 hour'
       and exists (select from monitor_hour h where h.workspace_id = f.workspace_id) as is_old
     from monitor_fold f where workspace_id = $1`,
    [workspaceId],
  );
  if (rows[0]?.is_old) return true;
  const position = rows[0]?.position;
  if (position !== undefined && position.target !== null) return true;
  const snapshot = position?.snapshot ?? undefined;
  if (snapshot !== undefined && !(await isOwnSnapshot(pool, snapshot))) return true;
  const to = await snapshotNow(pool, workspaceId, ["event", "decision"]);
  const { sql, values } = writtenBetween(snapshot, to, 2);
  const found = await pool.query<{ found: boolean }>(
    `select exists (select from decision where workspace_id = $1 and ${sql})
       or exists (select from event where workspace_id = $1 and ${sql}) as found`,
    [workspaceId, ...values],
  );
  return found.rows[0]!.found;
}
