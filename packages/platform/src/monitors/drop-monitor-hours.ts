import type { Pool } from "pg";

/** Deletes what monitors know of hours before a time, milliseconds since 1970. */
export async function dropMonitorHours(pool: Pool, before: number): Promise<void> {
  await pool.query("delete from monitor_hour where hour < $1", [new Date(before)]);
}
