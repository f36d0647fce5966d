import { expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { testDatabaseBefore } from "../postgres/test-database.ts";
import { snapshotNow } from "./written-between.ts";

it("reads no whole day of before the column came to find what was copied from another server, and marks it", async () => {
  const database = await testDatabaseBefore("20261130231300");
  // One connection: each flushes its own statistics.
  const pool = createPool(database.url, { max: 1 });
  try {
    await pool.query("select ensure_day_partitions('event', '{2026-01-05}')");
    await pool.query(
      `insert into event (workspace_id, message_id, at, received_at, type, payload, demo)
       select 'ws', 'm' || i, '2026-01-05 12:00Z', now(), 'track', jsonb_build_object('text', repeat('x', 200)), false
       from generate_series(1, 50000) as i`,
    );
    await pool.query("analyze event");
    await database.migrateToLatest();
    await pool.query("update event set written_by = 1000000000000 where message_id = 'm7'");
    const wholeReads = async () => {
      await pool.query("select pg_stat_force_next_flush()");
      const { rows } = await pool.query<{ scans: number }>(
        "select sum(seq_scan)::int as scans from pg_stat_user_tables where relname like 'event\\_2%'",
      );
      return rows[0]!.scans;
    };
    const before = await wholeReads();
    await snapshotNow(pool, "ws", ["event"]);
    expect(await wholeReads()).toBe(before);
    const all = await pool.query<{ ahead: number }>(
      "select count(*) filter (where written_by >= 1000000000000)::int as ahead from event",
    );
    expect(all.rows[0]!.ahead).toBe(0);
    // What reads the whole day is seen.
    expect(await wholeReads()).toBeGreaterThan(before);
  } finally {
    await pool.end();
    await database.drop();
  }
});
