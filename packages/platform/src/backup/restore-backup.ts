import { once } from "node:events";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { AisleError } from "@aisle/runtime/errors";
import { runMigrations } from "bullmq";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import {
  applyMigration,
  type Migration,
  migrationLockKey,
  migrationsTable,
  readMigrations,
} from "../postgres/migrate.ts";
import { openConnection } from "../postgres/with-client.ts";
import {
  type BackupHeader,
  type BackupTable,
  backupFormat,
  decodeFrames,
  type Frame,
  unreadable,
} from "./backup-format.ts";
import { databaseTables, queueSchema, queueVersion, quoted } from "./database-tables.ts";
import type { BackupSummary } from "./write-backup.ts";

export interface RestoreSummary extends BackupSummary {
  /** Whether the jobs came with it: not so when the backup holds none, or holds them in an older form. */
  readonly jobs: boolean;
}

export interface RestoreHooks {
  readonly onTable?: (name: string) => void;
  /** Runs in the restore's transaction, over what is restored; when it rejects, the database stays as it was. */
  readonly beforeCommit?: (client: Pick<pg.ClientBase, "query">, restored: RestoreSummary) => Promise<void>;
}

/** Below PostgreSQL's `deadlock_timeout`, which is a second. */
const lockAtOnceMs = 300;
const lockWithinMs = 60_000;
const channels = ["aisle_endpoints", "aisle_products", "aisle_artefacts", "aisle_drafts"];

/**
 * Replaces everything in an empty database, or in one of Aisle's, by a backup, in one transaction: whatever is wrong with
 * the file, the database stays as it was. The tables are made as they were at the time of the backup, filled, and then
 * migrated to the present. Throws `backup.unreadable`, or `database.migration` for a backup of a newer Aisle.
 */
export async function restoreBackup(
  url: string,
  input: Readable,
  { onTable = () => undefined, beforeCommit }: RestoreHooks = {},
): Promise<RestoreSummary> {
  const frames = decodeFrames(unzip(input));
  const first = (await frames.next()).value as Frame | undefined;
  if (first?.kind !== "header") throw unreadable("it does not begin with a header");
  const { header } = first;
  const migrations = await readMigrations();
  refuseFuture(header, migrations);

  const client = await openConnection(url, "aisle restore");
  try {
    await refuseForeignDatabase(client, migrations);
    if (header.queueVersion !== null) await runMigrations(client, queueSchema);
    const jobs = header.queueVersion !== null && header.queueVersion === (await queueVersion(client));
    await client.query("begin");
    try {
      await client.query("set local lock_timeout = '60s'");
      await client.query("select pg_advisory_xact_lock($1)", [migrationLockKey]);
      await lockTables(client);
      await removeTables(client, jobs);
      await client.query(migrationsTable);
      const then = migrations.slice(0, header.migrations.length);
      for (const migration of then) await applyMigration(client, migration);
      const summary = await fillTables(client, frames, jobs, onTable);
      for (const { schema, name, value } of header.sequences) {
        if (schema === queueSchema && !jobs) continue;
        // The queue makes a sequence of its own with a queue's first job: a database that never had one lacks it.
        if (schema === queueSchema) await client.query(`create sequence if not exists ${quoted(schema, name)}`);
        await client.query("select setval($1::regclass, $2)", [quoted(schema, name), value]);
      }
      for (const migration of migrations.slice(header.migrations.length)) await applyMigration(client, migration);
      await client.query("select pg_notify(channel, id) from workspace, unnest($1::text[]) as channel", [channels]);
      const restored = { ...summary, jobs };
      await beforeCommit?.(client, restored);
      await client.query("commit");
      return restored;
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function* unzip(input: Readable): AsyncGenerator<Buffer> {
  const plain = createGunzip();
  input.once("error", (error) => plain.destroy(error));
  try {
    yield* input.pipe(plain) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  } finally {
    input.destroy();
  }
}

function refuseFuture(header: BackupHeader, migrations: readonly Migration[]): void {
  const known = header.migrations.every(({ name, checksum }, index) => {
    const ours = migrations[index];
    return ours?.name === name && ours.checksum === checksum;
  });
  if (header.format <= backupFormat && known) return;
  throw new AisleError(
    "database.migration",
    `This backup was written by another version of Aisle (${header.createdAt}) that this one does not know. Update Aisle, then restore it again. Nothing was changed.`,
  );
}

/** Refuses a database with tables that are not Aisle's, because restoring removes what is there. */
async function refuseForeignDatabase(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  const tables = (await databaseTables(client)).filter(({ schema }) => schema === "public");
  const books = await client.query("select to_regclass('public._prisma_migrations') is not null as there");
  if (books.rows[0]?.there) {
    const ours = await client.query('select 1 from "_prisma_migrations" where migration_name = $1', [
      migrations[0]?.name,
    ]);
    if (ours.rowCount === 1) return;
  } else if (tables.length === 0) return;
  throw new AisleError(
    "config.invalid",
    "DATABASE_URL names a database that holds other tables than Aisle's. Restore into an empty database.",
  );
}

/**
 * Takes all tables for itself, in the caller's transaction. Who writes takes them in other orders: what is not free in a
 * moment is let go and asked for again, before PostgreSQL finds a deadlock and ends one of the two.
 */
async function lockTables(client: pg.Client): Promise<void> {
  const tables = (await databaseTables(client)).map(({ schema, name }) => quoted(schema, name));
  if (tables.length === 0) return;
  for (const until = Date.now() + lockWithinMs; ; ) {
    await client.query("savepoint locks");
    try {
      await client.query(`set local lock_timeout = '${lockAtOnceMs}ms'`);
      await client.query(`lock table ${tables.join(", ")} in access exclusive mode`);
      await client.query("set local lock_timeout = '60s'");
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "55P03" || Date.now() > until) throw error;
      await client.query("rollback to savepoint locks");
      await sleep(Math.random() * lockAtOnceMs);
    }
  }
}

/** Removes Aisle's tables and functions, and empties the queue's tables when the backup brings their rows. */
async function removeTables(client: pg.Client, jobs: boolean): Promise<void> {
  const tables = await databaseTables(client);
  const own = tables.filter(({ schema }) => schema === "public").map(({ schema, name }) => quoted(schema, name));
  await client.query(`drop table if exists ${[...own, "public._prisma_migrations"].join(", ")} cascade`);
  const functions = await client.query<{ name: string }>(
    `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public'
       and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  );
  for (const { name } of functions.rows) await client.query(`drop function ${name} cascade`);
  const queue = tables.filter(({ schema }) => schema === queueSchema).map(({ schema, name }) => quoted(schema, name));
  if (jobs && queue.length > 0) await client.query(`truncate ${queue.join(", ")}`);
}

async function fillTables(
  client: pg.Client,
  frames: AsyncIterable<Frame>,
  jobs: boolean,
  onTable: (name: string) => void,
): Promise<BackupSummary> {
  const summary = { tables: 0, rows: 0 };
  let copy: ReturnType<typeof startCopy> | undefined;
  try {
    for await (const frame of frames) {
      switch (frame.kind) {
        case "header":
          throw unreadable("it has two headers");
        case "table": {
          if (copy) throw unreadable("a table's end is missing");
          const { schema, name, days } = frame.table;
          if (schema !== "public" && schema !== queueSchema) throw unreadable(`it names the schema ${schema}`);
          if (schema === queueSchema && !jobs) break;
          onTable(name);
          if (days.length > 0) await client.query("select ensure_day_partitions($1, $2::date[])", [name, days]);
          copy = startCopy(client, frame.table);
          break;
        }
        case "data":
          await copy?.write(frame.bytes);
          break;
        case "count": {
          if (!copy) break;
          const rows = await copy.end();
          copy = undefined;
          if (rows !== frame.rows) throw unreadable(`a table has ${rows} rows instead of ${frame.rows}`);
          summary.tables++;
          summary.rows += rows;
        }
      }
    }
    if (copy) throw unreadable("a table's end is missing");
    return summary;
  } catch (error) {
    await copy?.abandon();
    if (error instanceof AisleError) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
}

function startCopy(client: pg.Client, { schema, name, columns }: BackupTable) {
  const list = columns.map((column) => quoted(column)).join(", ");
  const stream = client.query(copyFrom(`copy ${quoted(schema, name)} (${list}) from stdin`));
  const done = finished(stream);
  done.catch(() => undefined);
  return {
    async write(bytes: Buffer) {
      // A refused row ends the stream while we wait for it to drain.
      if (!stream.write(bytes)) await Promise.race([once(stream, "drain"), done]);
    },
    async end() {
      stream.end();
      await done;
      return stream.rowCount;
    },
    async abandon() {
      if (!stream.destroyed) stream.destroy(new Error("the backup ended early"));
      await done.catch(() => undefined);
    },
  };
}
