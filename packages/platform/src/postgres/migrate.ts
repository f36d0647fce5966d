import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AisleError } from "@aisle/runtime/errors";
import type pg from "pg";
import { openConnection } from "./with-client.ts";

/** The key that Prisma's own engine locks while it migrates, so that both wait for each other. */
export const migrationLockKey = 72707369;

/** Makes the table of Prisma's bookkeeping where it is absent. */
export const migrationsTable = `create table if not exists "_prisma_migrations" (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/** A migration of `prisma/migrations`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, as Prisma stores it. */
  readonly checksum: string;
}

/** The project's migrations, oldest first. */
export async function readMigrations(dir = migrationsDir()): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => existsSync(join(dir, name, "migration.sql"))).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** `prisma/migrations` of this repository; the same way up from `src` and from `dist`. */
function migrationsDir(): string {
  return fileURLToPath(new URL("../../../../prisma/migrations", import.meta.url));
}

/**
 * Brings the database up to date and returns the names of the migrations applied now. Each runs in one transaction with
 * its bookkeeping, which is that of `prisma migrate deploy`; several processes may call this at once. Throws
 * `database.migration` when a migration fails, failed earlier, or was edited after it was applied.
 */
export async function migrate(url: string, migrations?: readonly Migration[]): Promise<string[]> {
  const toApply = migrations ?? (await readMigrations());
  const client = await openConnection(url, "aisle migrate");
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLockKey]);
    await client.query(migrationsTable);
    const { rows } = await client.query<{ name: string; checksum: string; finished: Date | null }>(
      'select migration_name as name, checksum, finished_at as finished from "_prisma_migrations" where rolled_back_at is null',
    );
    const known = new Map(rows.map((row) => [row.name, row]));
    const applied: string[] = [];
    for (const migration of toApply) {
      const earlier = known.get(migration.name);
      if (!earlier) {
        await apply(client, migration);
        applied.push(migration.name);
      } else if (!earlier.finished) {
        throw new AisleError("database.migration", `Migration ${migration.name} failed earlier and was not resolved.`);
      } else if (earlier.checksum !== migration.checksum) {
        throw new AisleError("database.migration", `Migration ${migration.name} was edited after it was applied.`);
      }
    }
    return applied;
  } finally {
    await client.end();
  }
}

/** Runs a migration and books it, inside the caller's transaction. */
export async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query(migration.sql);
  await client.query(
    'insert into "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, now(), 1)',
    [randomUUID(), migration.checksum, migration.name],
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query("begin");
    await applyMigration(client, migration);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new AisleError("database.migration", `Migration ${migration.name} failed: ${reason}`, {}, error);
  }
}
