import type { Pool, PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { DecisionTally } from "./decision-tally.ts";
import { splitTuples } from "./decision-tuple.ts";

const copyHeader = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const copyTrailer = Buffer.from([0xff, 0xff]);

/** A stretch of a spool file, as tuples that follow each other. */
export interface CopyRequest {
  readonly file: string;
  /** Where in the file the tuples begin and end. */
  readonly from: number;
  readonly to: number;
  readonly tuples: Buffer;
  /** The columns of these tuples, in their order. */
  readonly columns: string;
}

/**
 * What became of it: copied, with the tuples that PostgreSQL refused; or not, because the file has been read to
 * another place already.
 */
export type CopyResult = { readonly rejected: readonly Buffer[] } | { readonly readTo: number };

/**
 * Brings tuples into `decision` together with what they add to the counts and how far their file is read, in one
 * transaction: a decision is there and counted once, whoever is killed when. The commit does not wait for the disk; `forget` does.
 */
export class DecisionCopy {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async copy(request: CopyRequest): Promise<CopyResult> {
    const tuples = splitTuples(request.tuples);
    try {
      return await this.#transaction(request, async (client) => {
        await copyInto(client, "decision", request.columns, request.tuples);
        const tally = new DecisionTally();
        for (const tuple of tuples) tally.add(tuple);
        await tally.store(client);
        return [];
      });
    } catch (error) {
      // Duplicates (a file that comes back after its position was lost) or data that PostgreSQL refuses.
      if (!/^2[23]/.test((error as { code?: string }).code ?? "")) throw error;
      return this.#transaction(request, (client) => copyOneByOne(client, request.columns, tuples));
    }
  }

  /** How far files have been read; absent ones have not been. */
  async positions(files: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.#pool.query<{ file: string; position: string | number }>(
      "select file, position from decision_spool where file = any($1::text[])",
      [files],
    );
    return new Map(found.rows.map((row) => [row.file, Number(row.position)]));
  }

  /** Makes everything copied so far survive a crash of the machine, and forgets the position of a file to be removed. */
  async forget(file: string): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query("set synchronous_commit = on");
      await client.query("delete from decision_spool where file = $1", [file]);
    } finally {
      client.release();
    }
  }

  async #transaction(
    { file, from, to }: CopyRequest,
    work: (client: PoolClient) => Promise<readonly Buffer[]>,
  ): Promise<CopyResult> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const lost = (error: Error) => {
      broken = error;
    };
    // Without a listener a connection that ends while it is out of the pool would end the process.
    client.on("error", lost);
    try {
      await client.query("begin; set local synchronous_commit = off");
      const claimed = await client.query(
        `insert into decision_spool as s (file, position) values ($1, $2)
         on conflict (file) do update set position = excluded.position, updated_at = now() where s.position = $3`,
        [file, to, from],
      );
      const rejected = claimed.rowCount === 1 ? await work(client) : undefined;
      await client.query(rejected === undefined ? "rollback" : "commit");
      if (rejected !== undefined) return { rejected };
    } catch (error) {
      await client.query("rollback").catch(lost);
      throw error;
    } finally {
      client.off("error", lost);
      client.release(broken);
    }
    return { readTo: (await this.positions([file])).get(file) ?? 0 };
  }
}

async function copyInto(client: PoolClient, table: string, columns: string, tuples: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} (${columns}) from stdin (format binary)`));
  await new Promise<void>((resolve, reject) => {
    stream.on("error", reject);
    stream.on("finish", resolve);
    stream.write(copyHeader);
    stream.write(tuples);
    stream.end(copyTrailer);
  });
}

async function copyOneByOne(
  client: PoolClient,
  columns: string,
  tuples: readonly Buffer[],
): Promise<readonly Buffer[]> {
  const rejected: Buffer[] = [];
  const tally = new DecisionTally();
  await client.query("create temporary table decision_staging (like decision) on commit drop");
  for (const tuple of tuples) {
    await client.query("savepoint one");
    try {
      await copyInto(client, "decision_staging", columns, tuple);
      const added = await client.query(
        `with taken as (delete from decision_staging returning ${columns})
         insert into decision (${columns}) select ${columns} from taken on conflict do nothing`,
      );
      if (added.rowCount === 1) tally.add(tuple);
    } catch (error) {
      if (!/^2[23]/.test((error as { code?: string }).code ?? "")) throw error;
      await client.query("rollback to savepoint one");
      rejected.push(tuple);
    }
  }
  await tally.store(client);
  return rejected;
}
