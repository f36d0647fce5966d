import type { Pool } from "@aisle/platform/postgres/pool";
import type { Check } from "./check.ts";

/** How many refused events there are, and how many the limits have dropped. */
export async function checkRefusedEvents(pool: Pool): Promise<Check> {
  const { rows } = await pool.query<{ letters: string; over: string; age: string }>(
    `select coalesce(sum(letters), 0) as letters, coalesce(sum(dropped_over_limit), 0) as over,
       coalesce(sum(dropped_by_age), 0) as age from event_dead_letter_count`,
  );
  const { letters, over, age } = rows[0]!;
  const words = `${letters} stored; dropped: ${over} over the limit, ${age} by age`;
  return { title: "Refused events", ok: true, words };
}
