import type pg from "pg";

/** Schema of the job queue's tables, which BullMQ migrates by itself. */
export const queueSchema = "bullmq";

/** Tables that say which migrations ran: written by migrating, never copied. */
const ledgers = ["public._prisma_migrations", `${queueSchema}.migration`];

export interface DatabaseTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly partitioned: boolean;
}

/** All tables of Aisle and its job queue, each after those that it refers to. */
export async function databaseTables(client: pg.ClientBase): Promise<DatabaseTable[]> {
  const { rows: tables } = await client.query<DatabaseTable & { id: number; refers: number[] }>(
    `select c.oid::int as id, n.nspname as schema, c.relname as name, c.relkind = 'p' as partitioned,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select f.confrelid::int from pg_constraint f
             where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', $1) and c.relkind in ('r', 'p') and not c.relispartition
       and n.nspname || '.' || c.relname <> all($2)
     order by n.nspname, c.relname`,
    [queueSchema, ledgers],
  );
  const byId = new Map(tables.map((table) => [table.id, table]));
  const ordered = new Set<(typeof tables)[number]>();
  const place = (table: (typeof tables)[number]) => {
    if (ordered.has(table)) return;
    for (const id of table.refers) {
      const other = byId.get(id);
      if (other) place(other);
    }
    ordered.add(table);
  };
  for (const table of tables) place(table);
  return [...ordered].map(({ schema, name, columns, partitioned }) => ({ schema, name, columns, partitioned }));
}

/** The version of the job queue's tables; null when they are not in this database. */
export async function queueVersion(client: pg.ClientBase): Promise<number | null> {
  const ledger = await client.query("select to_regclass($1) is not null as there", [`${queueSchema}.migration`]);
  if (!ledger.rows[0]?.there) return null;
  const { rows } = await client.query<{ version: number }>(
    `select coalesce(max(version), 0)::int as version from ${queueSchema}.migration`,
  );
  return rows[0]?.version ?? 0;
}

/** A name, or a schema and a name, quoted for SQL. */
export function quoted(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}
