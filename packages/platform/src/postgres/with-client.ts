import pg from "pg";

/** A connection that was taken out of a pool. */
export interface BorrowedClient {
  readonly client: pg.PoolClient;
  /** Gives it back; with an error, or after it was lost, it is closed instead. */
  giveBack(error?: unknown): void;
}

/**
 * Takes a connection out of a pool. One that is lost while nothing runs on it raises an event that would end the process: here it is
 * closed when it is given back, and the next query on it rejects.
 */
export async function borrowClient(pool: pg.Pool): Promise<BorrowedClient> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost = error;
  };
  client.on("error", onError);
  return {
    client,
    giveBack(error) {
      const reason = lost ?? error;
      client.release(reason === undefined ? undefined : reason instanceof Error ? reason : true);
      // Only now: the pool listens again from here on.
      client.off("error", onError);
    },
  };
}

/** Runs work on one connection of a pool, which is closed when the work rejects: nobody knows what state it is in. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const { client, giveBack } = await borrowClient(pool);
  let failure: unknown;
  try {
    return await work(client);
  } catch (error) {
    failure = error ?? new Error("the work was given up");
    throw error;
  } finally {
    giveBack(failure);
  }
}

/** Runs work in one transaction, begun by `begin`: committed when the work resolves, rolled back when it rejects. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = "begin",
): Promise<T> {
  const ended = await withClient(pool, async (client): Promise<{ readonly value: T } | { readonly error: unknown }> => {
    await client.query(begin);
    try {
      const value = await work(client);
      await client.query("commit");
      return { value };
    } catch (error) {
      const isClean = await client.query("rollback").then(
        () => true,
        () => false,
      );
      if (!isClean) throw error;
      return { error };
    }
  });
  if ("error" in ended) throw ended.error;
  return ended.value;
}

/** Opens a connection outside any pool; `name` is shown in `pg_stat_activity`. The caller ends it. */
export async function openConnection(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true });
  // The query that runs, or the next one, rejects when it is lost; without a listener the loss would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
