import type pg from "pg";
import { queryWithin } from "./query-within.ts";

/** A table that is partitioned by UTC day. */
export type DayPartitioned = "event" | "decision";

const dayMs = 86_400_000;
/** SQLSTATE of a row that no partition takes, among other broken checks. */
const noPartition = "23514";
const maxAttempts = 3;

/**
 * Makes sure that rows of these times (milliseconds since 1970) can be written to the table. Days made before are
 * remembered per instance, so that the usual call asks the database nothing.
 */
export class DayPartitions {
  readonly #pool: pg.Pool;
  readonly #table: DayPartitioned;
  readonly #known = new Set<number>();

  constructor(pool: pg.Pool, table: DayPartitioned) {
    this.#pool = pool;
    this.#table = table;
  }

  /**
   * Runs work that writes rows of these times, with their days there. A day that a restore or the retention of another
   * process has dropped since is made again, and the work, which must undo itself when it fails, runs again. `deadline` is a time of `performance.now()`.
   */
  async writing<T>(times: readonly number[], work: () => Promise<T>, deadline = Number.POSITIVE_INFINITY): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.ensure(times, deadline - performance.now());
      try {
        return await work();
      } catch (error) {
        if (!isMissingPartition(error) || attempt === maxAttempts) throw error;
        for (const time of times) this.#known.delete(Math.floor(time / dayMs));
      }
    }
  }

  async ensure(times: Iterable<number>, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
    const missing = new Set<number>();
    for (const time of times) {
      const day = Math.floor(time / dayMs);
      if (!this.#known.has(day)) missing.add(day);
    }
    if (missing.size === 0) return;
    const days = [...missing].map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
    const text = "select ensure_day_partitions($1, $2::date[])";
    await queryWithin(this.#pool, { text, values: [this.#table, days] }, withinMs);
    for (const day of missing) this.#known.add(day);
  }

  /** Drops whole days before this time and returns how many. */
  async dropBefore(time: number): Promise<number> {
    const day = new Date(time).toISOString().slice(0, 10);
    const { rows } = await this.#pool.query<{ dropped: number }>(
      "select drop_day_partitions($1, $2::date) as dropped",
      [this.#table, day],
    );
    this.#known.clear();
    return rows[0]?.dropped ?? 0;
  }
}

/** True for the error of a row whose day has no partition: never a fault of the row. */
export function isMissingPartition(error: unknown): boolean {
  return (error as { code?: string }).code === noPartition;
}
