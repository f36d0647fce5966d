import type { Pool } from "pg";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { withClient } from "../postgres/with-client.ts";
import { columnsOf, readTupleHead } from "./decision-tuple.ts";
import { storeTuples } from "./store-tuples.ts";

/** A decision that PostgreSQL refused when it was copied. */
export interface RejectedDecision {
  readonly decisionId: string;
  readonly rejectedAt: Date;
  readonly reason: string;
}

/** How many decisions were stored after all, and how many were refused again. */
export interface Replayed {
  readonly stored: number;
  readonly refused: number;
}

const replayAtOnce = 500;

/** Decisions that PostgreSQL refused, as they would have been stored, until they are replayed. */
export class RejectedDecisions {
  readonly #pool: Pool;
  readonly #partitions: DayPartitions;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#partitions = new DayPartitions(pool, "decision");
  }

  /** How many there are, in one workspace or in all. */
  async count(workspaceId?: string): Promise<number> {
    const found = await this.#pool.query<{ count: number }>(
      "select count(*)::int as count from decision_rejected where $1::text is null or workspace_id = $1",
      [workspaceId ?? null],
    );
    return found.rows[0]!.count;
  }

  /** The latest first. */
  async latest(workspaceId: string, limit: number): Promise<readonly RejectedDecision[]> {
    const found = await this.#pool.query<{ decision_id: string; rejected_at: Date; reason: string }>(
      `select decision_id, rejected_at, reason from decision_rejected
       where workspace_id = $1 order by rejected_at desc, id limit $2`,
      [workspaceId, limit],
    );
    return found.rows.map((row) => ({
      decisionId: row.decision_id,
      rejectedAt: row.rejected_at,
      reason: row.reason,
    }));
  }

  /** Tries to store them again, those of one workspace or all; what is refused again stays. */
  async replay(workspaceId?: string): Promise<Replayed> {
    const total = { stored: 0, refused: 0 };
    for (let after = ""; ; ) {
      const batch = await this.#pool.query<{ id: string; tuple: Buffer; file: string }>(
        `select id, tuple, file from decision_rejected
         where id > $1 and ($2::text is null or workspace_id = $2) order by id limit $3`,
        [after, workspaceId ?? null, replayAtOnce],
      );
      const last = batch.rows.at(-1);
      if (last === undefined) return total;
      after = last.id;
      for (const columns of new Set(batch.rows.map(({ tuple }) => columnsOf(tuple)))) {
        const rows = batch.rows.filter(({ tuple }) => columnsOf(tuple) === columns);
        const refused = await this.#store(rows, columns);
        total.refused += refused;
        total.stored += rows.length - refused;
      }
    }
  }

  #store(rows: readonly { readonly id: string; readonly tuple: Buffer; readonly file: string }[], columns: string) {
    const times = rows.map(({ tuple }) => readTupleHead(tuple).at);
    const tuples = Buffer.concat(rows.map(({ tuple }) => tuple));
    return this.#partitions.writing(times, () =>
      storeTuples({ tuples, columns, file: rows[0]!.file }, (work) =>
        withClient(this.#pool, async (client) => {
          await client.query("begin");
          // First, so that what is refused again can be stored again.
          await client.query("delete from decision_rejected where id = any($1::text[])", [rows.map(({ id }) => id)]);
          const refused = await work(client);
          await client.query("commit");
          return refused;
        }),
      ),
    );
  }
}
