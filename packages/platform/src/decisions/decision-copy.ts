import type { Pool } from "pg";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { withClient } from "../postgres/with-client.ts";
import { type InTransaction, storeTuples } from "./store-tuples.ts";

/** A stretch of a spool file, as tuples that follow each other. */
export interface CopyRequest {
  readonly file: string;
  /** Where in the file the stretch begins and ends. */
  readonly from: number;
  readonly to: number;
  readonly tuples: Buffer;
  /** The columns of these tuples, in their order. */
  readonly columns: string;
  /** Times (milliseconds since 1970), one for each day of these decisions. */
  readonly days: readonly number[];
  /** Whether the file is still there: another writer may have finished and removed it. */
  readonly exists: () => Promise<boolean>;
}

/**
 * What became of it: copied, with how many tuples PostgreSQL refused; or not, because the file has been read to another
 * place already, or is finished and gone.
 */
export type CopyResult = { readonly rejected: number } | { readonly readTo: number } | "gone";

/**
 * Copies tuples into `decision` together with what they add to the counts and how far their file is read, in one
 * transaction: a decision is there and counted once, whoever is killed when. The commit does not wait for the disk;
 * `finish` does.
 */
export class DecisionCopy {
  readonly #pool: Pool;
  readonly #partitions: DayPartitions;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#partitions = new DayPartitions(pool, "decision");
  }

  async copy(request: CopyRequest): Promise<CopyResult> {
    const { file, tuples, columns, days, exists } = request;
    const result = await this.#partitions.writing(days, () =>
      storeTuples({ tuples, columns, file }, this.#claiming(request)),
    );
    if (result !== "claimed") return result;
    const position = (await this.positions([file])).get(file);
    return position === undefined && !(await exists()) ? "gone" : { readTo: position ?? 0 };
  }

  /** How far files have been read; absent ones have not been. */
  async positions(files: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.#pool.query<{ file: string; position: string | number }>(
      "select file, position from decision_spool where file = any($1::text[])",
      [files],
    );
    return new Map(found.rows.map((row) => [row.file, Number(row.position)]));
  }

  /**
   * Removes a file that was read to its end, if the stored position is that end, and forgets the position. Everything
   * copied so far survives a crash of the machine before the file goes. False when the position is another one.
   */
  finish(file: string, end: number, remove: () => Promise<void>): Promise<boolean> {
    return withClient(this.#pool, async (client) => {
      await client.query("set synchronous_commit = on");
      // Writes, so that its commit waits for the disk, and with it for the commits before that did not.
      const flushed = await client.query(
        "update decision_spool set updated_at = now() where file = $1 and position = $2",
        [file, end],
      );
      if (flushed.rowCount === 0 && end > 0) return false;
      await client.query("begin");
      // Whoever copies from the file waits for this row, and finds the file gone afterwards.
      const { rows } = await client.query<{ other: boolean }>(
        `with removed as (delete from decision_spool where file = $1 and position = $2 returning 1)
         select exists (select from decision_spool where file = $1) and not exists (select from removed) as other`,
        [file, end],
      );
      const { other } = rows[0]!;
      if (!other) await remove();
      await client.query("commit");
      return !other;
    });
  }

  /** Stores why a file cannot be read, for the doctor; `undefined` when there is nothing wrong with it any more. */
  async setProblem(file: string, problem: string | undefined): Promise<void> {
    await this.#pool.query(
      problem === undefined
        ? "delete from decision_spool where file = $1 and position = 0 and $2::text is null"
        : `insert into decision_spool as s (file, position, problem) values ($1, 0, $2)
           on conflict (file) do update set problem = excluded.problem, updated_at = now()`,
      [file, problem ?? null],
    );
  }

  /** A transaction that goes on only when the file has been read to where the stretch begins, and says so further. */
  #claiming({ file, from, to, exists }: CopyRequest): InTransaction<CopyResult | "claimed"> {
    return (work) =>
      withClient(this.#pool, async (client) => {
        await client.query("begin; set local synchronous_commit = off");
        const claimed = await client.query(
          // Only a file that nobody has read from may have no position: one that a restore has undone is read again.
          from === 0
            ? `insert into decision_spool as s (file, position) values ($1, $2) on conflict (file)
               do update set position = excluded.position, updated_at = now(), problem = null where s.position = $3`
            : `update decision_spool set position = $2, updated_at = now(), problem = null
               where file = $1 and position = $3`,
          [file, to, from],
        );
        const refused = claimed.rowCount !== 1 ? "claimed" : from === 0 && !(await exists()) ? "gone" : undefined;
        const rejected = refused === undefined ? await work(client) : 0;
        await client.query(refused === undefined ? "commit" : "rollback");
        return refused ?? { rejected };
      });
  }
}
