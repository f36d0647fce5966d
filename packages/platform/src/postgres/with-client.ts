import type { Pool, PoolClient } from "pg";

/**
 * Runs work on a connection of its own and gives it back. One that ended meanwhile, or whose work threw in whatever
 * state, is closed instead: then a transaction that was open is rolled back by PostgreSQL.
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a listener a connection that ends while it is out of the pool would end the process.
  const lost = (error: Error) => {
    broken = error;
  };
  client.on("error", lost);
  try {
    return await work(client);
  } catch (error) {
    broken ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off("error", lost);
    client.release(broken);
  }
}
