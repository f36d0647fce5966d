import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../postgres/with-client.ts";

/** The channel on which every change of products, stock or prices is reported; its payload is the workspace's id. */
export const productsChannel = "aisle_products";

/**
 * Changes a workspace's catalogue: as a whole or not at all, one writer at a time, and the caches are notified in the end.
 */
export function writeCatalogue<T>(
  pool: Pool,
  workspaceId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (client) => {
    // One writer at a time: a reader that has seen `seq` n must never miss a smaller one that commits later.
    await client.query("select pg_advisory_xact_lock(hashtextextended('aisle catalogue ' || $1, 0))", [workspaceId]);
    const result = await work(client);
    await client.query("select pg_notify($1, $2)", [productsChannel, workspaceId]);
    return result;
  });
}
