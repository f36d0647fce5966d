import type { Pool } from "@aisle/platform/postgres/pool";

/** Moves what was logged under a slug back by a day, as if it had been asked yesterday at noon. */
export async function movedToYesterday(pool: Pool, slug: string): Promise<void> {
  await pool.query("select ensure_day_partitions('decision', array[current_date - 1])");
  await pool.query(
    "update decision set at = date_trunc('day', now()) - interval '12 hours' + (at - date_trunc('minute', at)) where endpoint = $1",
    [slug],
  );
  await pool.query(
    `with moved as (delete from endpoint_minute where endpoint = $1 returning *)
     insert into endpoint_minute (workspace_id, endpoint, version_id, arm, minute, answered, fell_back, failed, refused, suspended, total_us, latency_buckets, latency_counts)
     select workspace_id, endpoint, version_id, arm, date_trunc('day', now()) - interval '12 hours', sum(answered), sum(fell_back), sum(failed), sum(refused), sum(suspended), sum(total_us), '{1}', '{1}'
     from moved group by 1, 2, 3, 4`,
    [slug],
  );
}
