import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate, readMigrations } from "./migrate.ts";
import { testServer } from "./test-server.ts";

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Removes the database, connections and all. */
  drop(): Promise<void>;
}

/** Makes an empty database with every migration applied, on a real PostgreSQL server that the whole test run shares. */
export async function testDatabase(): Promise<TestDatabase> {
  const { server, template } = await testServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  await admin(server.url("postgres"), `create database ${name} template ${template}`);
  return {
    url: server.url(name),
    drop: () => admin(server.url("postgres"), `drop database if exists ${name} with (force)`),
  };
}

/** A database as it was before a migration, empty: `migrateToLatest` applies that one and the later ones to what is in it by then. */
export async function testDatabaseBefore(
  migration: string,
): Promise<TestDatabase & { readonly migrateToLatest: () => Promise<void> }> {
  const { server } = await testServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = await server.ensureDatabase(name);
  const all = await readMigrations();
  const before = all.filter((one) => one.name < migration);
  await migrate(url, before);
  return {
    url,
    migrateToLatest: async () => void (await migrate(url, all)),
    drop: () => admin(server.url("postgres"), `drop database if exists ${name} with (force)`),
  };
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
