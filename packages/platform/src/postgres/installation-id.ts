import { randomBytes } from "node:crypto";
import type { Pool } from "pg";

/**
 * The id of this installation: what it names things by on servers that it shares with others. It stands in the database
 * and stays, but a database that was copied to another server, or restored as another database, gets its own.
 */
export async function installationId(pool: Pool): Promise<string> {
  const fresh = randomBytes(6).toString("hex");
  const identity = await databaseIdentity(pool);
  const { rows } = await pool.query<{ id: string }>(
    `insert into installation (id, database_identity) values ($1, $2)
     on conflict (single) do update set
       id = case when installation.database_identity = excluded.database_identity then installation.id else excluded.id end,
       database_identity = excluded.database_identity
     returning id`,
    [fresh, identity],
  );
  return rows[0]!.id;
}

/** The server's own identifier, made with its data directory, and the database's number on it. */
async function databaseIdentity(pool: Pool): Promise<string> {
  const number = "(select oid from pg_database where datname = current_database())";
  const ask = async (server: string) => {
    const { rows } = await pool.query<{ identity: string }>(`select ${server} || '/' || ${number} as identity`);
    return rows[0]!.identity;
  };
  try {
    return await ask("(select system_identifier from pg_control_system())");
  } catch (error) {
    // Some hosts of PostgreSQL do not say it.
    if ((error as { code?: unknown }).code !== "42501") throw error;
    return ask("'unknown'");
  }
}
