import type { Readable, Writable } from "node:stream";
import { Readable as ReadableStream } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { openConnection } from "../postgres/with-client.ts";
import { backupFormat, encodeFrames, type Frame } from "./backup-format.ts";
import { databaseTables, queueSchema, queueVersion, quoted } from "./database-tables.ts";

/** What a backup or a restore went over. */
export interface BackupSummary {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes every table as it stood at one instant, while Aisle goes on working, and ends the output. Holds password hashes
 * and key hashes: keep the file as you would the database.
 */
export async function writeBackup(
  url: string,
  output: Writable,
  onTable: (name: string) => void = () => undefined,
): Promise<BackupSummary> {
  const client = await openConnection(url, "aisle backup");
  try {
    await client.query("begin transaction isolation level repeatable read, read only");
    const summary = { tables: 0, rows: 0 };
    const frames = readFrames(client, (name, rows) => {
      if (rows === undefined) onTable(name);
      else summary.rows += rows;
      if (rows !== undefined) summary.tables++;
    });
    // Most of a backup is vectors, artefacts and payloads that hardly shrink: speed is worth more than the last percent.
    await pipeline(ReadableStream.from(encodeFrames(frames)), createGzip({ level: 3 }), output);
    await client.query("commit");
    return summary;
  } finally {
    await client.end();
  }
}

async function* readFrames(client: pg.Client, progress: (name: string, rows?: number) => void): AsyncGenerator<Frame> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from "_prisma_migrations"
     where finished_at is not null and rolled_back_at is null order by migration_name`,
  );
  const sequences = await client.query<{ schema: string; name: string; value: string }>(
    `select schemaname as schema, sequencename as name, last_value::text as value from pg_sequences
     where schemaname in ('public', $1) and last_value is not null`,
    [queueSchema],
  );
  const version = await client.query<{ version: string }>("select current_setting('server_version') as version");
  yield {
    kind: "header",
    header: {
      format: backupFormat,
      createdAt: new Date().toISOString(),
      postgres: version.rows[0]?.version ?? "",
      migrations: migrations.rows,
      queueVersion: await queueVersion(client),
      sequences: sequences.rows,
    },
  };
  for (const { schema, name, columns, partitioned } of await databaseTables(client)) {
    const table = quoted(schema, name);
    progress(name);
    const days = partitioned ? await daysOf(client, table) : [];
    yield { kind: "table", table: { schema, name, columns: [...columns], days } };
    const list = columns.map((column) => quoted(column)).join(", ");
    const copy = client.query(copyTo(`copy (select ${list} from ${table}) to stdout`));
    for await (const bytes of copy as Readable) yield { kind: "data", bytes };
    yield { kind: "count", rows: copy.rowCount };
    progress(name, copy.rowCount);
  }
}

/** The UTC days for which a day-partitioned table holds rows. */
async function daysOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select distinct to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day from ${table} order by day`,
  );
  return rows.map(({ day }) => day);
}
