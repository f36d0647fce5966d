import type { Pool } from "pg";
import { withClient } from "../postgres/with-client.ts";

/** Holds a database lock while the work runs, so that two job processes never index one workspace at once. */
export async function oneIndexAtATime<T>(pool: Pool, workspaceId: string, work: () => Promise<T>): Promise<T> {
  const key = `aisle index ${workspaceId}`;
  // A connection that is lost takes its lock along; the work fails at its own next query then, and is begun again.
  return withClient(pool, async (client) => {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [key]);
    try {
      return await work();
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => undefined);
    }
  });
}
