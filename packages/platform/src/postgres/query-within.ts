import type pg from "pg";

/**
 * A query that is given up, with the error of a lost connection, when it has not been answered within `withinMs` milliseconds. The
 * wait for a connection counts, and what waited in vain for one is never sent. The time is measured here: a server that hangs
 * keeps no time-out of its own. What was sent may still be done when it goes on.
 */
export async function queryWithin<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  query: pg.QueryConfig,
  withinMs: number = Number.POSITIVE_INFINITY,
): Promise<pg.QueryResult<Row>> {
  if (withinMs === Number.POSITIVE_INFINITY) return pool.query<Row>(query);
  const until = performance.now() + withinMs;
  const client = await connectWithin(pool, withinMs);
  const leftMs = Math.max(1, Math.ceil(until - performance.now()));
  let failure: Error | undefined;
  try {
    // The types of `pg` lack this option of a query.
    const limited: pg.QueryConfig & { readonly query_timeout: number } = { ...query, query_timeout: leftMs };
    return await client.query<Row>(limited);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // As the pool's own `query` does: nobody knows what state the connection is in.
    client.release(failure);
  }
}

async function connectWithin(pool: pg.Pool, withinMs: number): Promise<pg.PoolClient> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const connecting = pool.connect();
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(Object.assign(new Error("no connection to the database became free in time"), { code: "ETIMEDOUT" }));
    }, withinMs);
  });
  connecting.then(
    (client) => {
      if (isLate) client.release();
    },
    () => undefined,
  );
  try {
    return await Promise.race([connecting, late]);
  } finally {
    clearTimeout(timer);
  }
}
