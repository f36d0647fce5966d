import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { isMissingPartition } from "../postgres/day-partitions.ts";
import { withPeople } from "./decision-people.ts";
import { DecisionTally } from "./decision-tally.ts";
import { readTupleHead, splitTuples } from "./decision-tuple.ts";
import { type Rejected, storeRejected } from "./store-rejected.ts";

const copyHeader = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const copyTrailer = Buffer.from([0xff, 0xff]);

export interface Tuples {
  /** Tuples that follow each other, all of the same columns. */
  readonly tuples: Buffer;
  readonly columns: string;
  /** The file that they come from. */
  readonly file: string;
}

/** Runs work in a transaction and commits what it did; the work gives how many tuples PostgreSQL refused. */
export type InTransaction<R> = (work: (client: PoolClient) => Promise<number>) => Promise<R>;

/**
 * Stores decisions that are not stored yet, and counts them. Those that PostgreSQL refuses are stored apart with its
 * reason. Tries the fast way first, and then those that take duplicates and refused ones.
 */
export async function storeTuples<R>({ tuples, columns, file }: Tuples, inTransaction: InTransaction<R>): Promise<R> {
  const each = splitTuples(tuples);
  const stored = { tuples: Buffer.concat(each.map(withPeople)), columns: `${columns}, people` };
  const ways: readonly ((client: PoolClient) => Promise<number>)[] = [
    async (client) => {
      await streamInto(client, "decision", stored.columns, stored.tuples);
      await count(client, each);
      return 0;
    },
    // A file that comes back after its position was lost, or whose decisions a restore brought back.
    async (client) => {
      await makeStaging(client);
      await streamInto(client, "decision_staging", stored.columns, stored.tuples);
      const fresh = await takeStaged(client, stored.columns);
      // Deleted from the set: the same decision may stand twice among the tuples.
      await count(
        client,
        each.filter((tuple) => fresh.delete(keyOf(tuple))),
      );
      return 0;
    },
  ];
  for (const way of ways) {
    try {
      return await inTransaction(way);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return inTransaction((client) => storeOneByOne(client, each, stored.columns, file));
}

/** `columns` with that of people; what is refused is stored as it came. */
async function storeOneByOne(
  client: PoolClient,
  tuples: readonly Buffer[],
  columns: string,
  file: string,
): Promise<number> {
  const rejected: Rejected[] = [];
  const stored: Buffer[] = [];
  await makeStaging(client);
  for (const tuple of tuples) {
    await client.query("savepoint one");
    try {
      await streamInto(client, "decision_staging", columns, withPeople(tuple));
      const fresh = await takeStaged(client, columns);
      if (fresh.size > 0) stored.push(tuple);
      await client.query("release savepoint one");
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await client.query("rollback to savepoint one");
      rejected.push({ tuple, reason: (error as Error).message });
    }
  }
  await count(client, stored);
  await storeRejected(client, file, rejected);
  return rejected.length;
}

/**
 * True for an error that is the fault of the data (classes 22, 23 and 54 of SQLSTATE): the same data fails again. A day
 * without its partition is no such fault.
 */
function isRefusal(error: unknown): boolean {
  return /^(2[23]|54)/.test((error as { code?: string }).code ?? "") && !isMissingPartition(error);
}

async function count(client: PoolClient, tuples: readonly Buffer[]): Promise<void> {
  const tally = new DecisionTally();
  for (const tuple of tuples) tally.add(tuple);
  await tally.store(client);
}

/** By PostgreSQL's binary COPY, which takes tuples as they are. */
async function streamInto(client: PoolClient, table: string, columns: string, tuples: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} (${columns}) from stdin (format binary)`));
  await new Promise<void>((resolve, reject) => {
    stream.on("error", reject);
    stream.on("finish", resolve);
    stream.write(copyHeader);
    stream.write(tuples);
    stream.end(copyTrailer);
  });
}

async function makeStaging(client: PoolClient): Promise<void> {
  await client.query("create temporary table decision_staging (like decision) on commit drop");
}

/** Moves what is staged into `decision`; returns the keys of what was not there yet. */
async function takeStaged(client: PoolClient, columns: string): Promise<Set<string>> {
  const added = await client.query<{ workspace_id: string; id: string }>(
    `with taken as (delete from decision_staging returning ${columns})
     insert into decision (${columns}) select ${columns} from taken on conflict do nothing returning workspace_id, id`,
  );
  return new Set(added.rows.map((row) => `${row.workspace_id} ${row.id}`));
}

function keyOf(tuple: Buffer): string {
  const { workspaceId, id } = readTupleHead(tuple);
  return `${workspaceId} ${id}`;
}
