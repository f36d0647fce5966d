import type { MonitorSettings } from "@aisle/contracts/monitor-records";
import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import type { Pool } from "pg";

/** What people set of a subject's monitors. */
export async function monitorSettings(
  pool: Pool,
  workspaceId: string,
  { kind, name }: MonitorSubject,
): Promise<MonitorSettings> {
  const { rows } = await pool.query<MonitorSettings>(
    `select (select coalesce(jsonb_object_agg(monitor, size), '{}') from monitor_limit
         where workspace_id = $1 and kind = $2 and subject = $3) as limits,
       (select reference from monitor_reference where workspace_id = $1 and kind = $2 and subject = $3) as reference`,
    [workspaceId, kind, name],
  );
  return rows[0]!;
}
