import type pg from "pg";

/** A table that is partitioned by UTC day. */
export type DayPartitioned = "event" | "decision";

const dayMs = 86_400_000;

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

  async ensure(times: Iterable<number>): Promise<void> {
    const missing = new Set<number>();
    for (const time of times) {
      const day = Math.floor(time / dayMs);
      if (!this.#known.has(day)) missing.add(day);
    }
    if (missing.size === 0) return;
    const days = [...missing].map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
    await this.#pool.query("select ensure_day_partitions($1, $2::date[])", [this.#table, days]);
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
