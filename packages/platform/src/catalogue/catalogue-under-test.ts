import type pg from "pg";
import { createPool } from "../postgres/pool.ts";
import { testDatabase } from "../postgres/test-database.ts";
import { CatalogueStore } from "./catalogue-store.ts";

/** A migrated database for a test file, and stores over workspaces that nothing else writes to. */
export async function catalogueUnderTest() {
  const database = await testDatabase();
  const pool: pg.Pool = createPool(database.url, { max: 4 });
  let workspaces = 0;
  return {
    url: database.url,
    pool,
    store: new CatalogueStore(pool),
    newWorkspace: () => `ws_${++workspaces}`,
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}
