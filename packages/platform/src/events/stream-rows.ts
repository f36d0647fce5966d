import type { Pool, QueryResultRow } from "pg";
import { borrowClient } from "../postgres/with-client.ts";

/** The rows of a query in pages, through a cursor, so that a large result never stands in memory as a whole. */
export async function* streamRows<R extends QueryResultRow>(
  pool: Pool,
  query: string,
  values: readonly unknown[],
  pageSize = 10_000,
): AsyncGenerator<readonly R[]> {
  const { client, giveBack } = await borrowClient(pool);
  let broken: Error | undefined;
  try {
    await client.query("begin read only");
    await client.query(`declare rows no scroll cursor for ${query}`, [...values]);
    for (;;) {
      const page = await client.query<R>(`fetch ${pageSize} from rows`);
      if (page.rows.length > 0) yield page.rows;
      if (page.rows.length < pageSize) return;
    }
  } finally {
    await client.query("rollback").catch((error: Error) => {
      broken = error;
    });
    giveBack(broken);
  }
}
