import { expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { testDatabaseBefore } from "../postgres/test-database.ts";
import { endpointMinutes } from "./endpoint-minutes.ts";
import { latencyBucket } from "./latency-sketch.ts";

it("counts the decisions that were stored before there were counts", async () => {
  const database = await testDatabaseBefore("20261130124000");
  const pool = createPool(database.url);
  try {
    const at = Date.UTC(2026, 0, 5, 12);
    await pool.query("select ensure_day_partitions('decision', '{2026-01-05}')");
    await pool.query(
      `insert into decision (workspace_id, id, at, endpoint, version_id, outcome, total_us, sample, payload)
       select 'ws', 'd' || i, $1::timestamptz + i * interval '1 second', 'home', case when i % 3 > 0 then 'v1' end,
         case when i % 4 = 0 then 'failed' else 'answered' end, i * i, i % 5 = 0, ''
       from generate_series(0, 119) as i`,
      [new Date(at)],
    );
    await database.migrateToLatest();
    const query = { from: at, to: at + 120_000, bucketMinutes: 1, by: ["versionId"] } as const;
    const rows = await endpointMinutes(pool, "ws", query);
    const expected = [0, 1].flatMap((minute) =>
      ["", "v1"].map((versionId) => {
        const mine = Array.from({ length: 60 }, (_, i) => 60 * minute + i).filter(
          (i) => i % 5 !== 0 && i % 3 > 0 === (versionId !== ""),
        );
        const failed = mine.filter((i) => i % 4 === 0).length;
        return { at: at + 60_000 * minute, versionId, requests: mine.length, failed };
      }),
    );
    expect(
      rows.map(({ at, versionId, requests, counts }) => ({ at, versionId, requests, failed: counts.failed })),
    ).toEqual(expected);
    // The buckets of the migration are those of the writer.
    const { rows: sketches } = await pool.query<{ latency_buckets: number[] }>(
      "select latency_buckets from endpoint_minute where version_id = 'v1' order by minute limit 1",
    );
    const times = Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 5 !== 0 && i % 3 > 0);
    expect(sketches[0]!.latency_buckets).toEqual([...new Set(times.map((i) => latencyBucket(i * i)))]);
  } finally {
    await pool.end();
    await database.drop();
  }
});
