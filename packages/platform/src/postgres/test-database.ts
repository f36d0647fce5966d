import { randomBytes } from "node:crypto";
import pg from "pg";
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

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
