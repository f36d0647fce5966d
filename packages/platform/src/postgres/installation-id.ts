import { randomBytes } from "node:crypto";
import type { Pool } from "pg";

/**
 * The id of this installation: what it names things by on servers that it shares with others. It stands in the database
 * and stays, but a database that was copied to another server, or restored as another database, gets its own.
 */
export async function installationId(pool: Pool): Promise<string> {
  const fresh = randomBytes(6).toString("hex");
  const { rows } = await pool.query<{ id: string }>(
    `insert into installation (id, database_identity)
     select $1, system_identifier || '/' || d.oid from pg_control_system(), pg_database d where d.datname = current_database()
     on conflict (single) do update set
       id = case when installation.database_identity = excluded.database_identity then installation.id else excluded.id end,
       database_identity = excluded.database_identity
     returning id`,
    [fresh],
  );
  return rows[0]!.id;
}
