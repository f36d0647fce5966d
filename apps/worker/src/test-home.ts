import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@aisle/platform/files/free-port";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import { testDatabase } from "@aisle/platform/postgres/test-database";
import { type Environment, readEnvironment } from "./environment.ts";

/** A data directory and a database of a test's own, with what a worker process reads from its environment. */
export interface TestHome {
  /** The variables, for a process of its own. */
  readonly variables: { readonly [name: string]: string };
  readonly environment: Environment;
  readonly url: string;
  readonly pool: Pool;
  remove(): Promise<void>;
}

/** The workspace that every test home starts with. */
export const testWorkspace = "ws_test";

/** Makes a data directory over a migrated database (a fresh one by default), and the workspace `ws_test` in it. */
export async function testHome(databaseUrl?: string): Promise<TestHome> {
  const database = databaseUrl === undefined ? await testDatabase() : { url: databaseUrl, drop: async () => undefined };
  const home = await mkdtemp(join(tmpdir(), "aisle-worker-"));
  const port = await freePort();
  const variables = {
    AISLE_HOME: home,
    AISLE_WORKER_PORT: String(port),
    AISLE_INTERNAL_TOKEN: randomBytes(24).toString("base64url"),
    DATABASE_URL: database.url,
    AISLE_LOG: "silent",
    AISLE_OUTBOUND_ALLOW: "127.0.0.1",
  };
  const pool = createPool(database.url, { max: 4, name: "aisle test" });
  await addWorkspace(pool, testWorkspace);
  return {
    variables,
    environment: readEnvironment(variables),
    url: `http://127.0.0.1:${port}`,
    pool,
    async remove() {
      await pool.end();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function addWorkspace(pool: Pool, id: string): Promise<void> {
  await pool.query("insert into workspace (id, name) values ($1, $1)", [id]);
}
