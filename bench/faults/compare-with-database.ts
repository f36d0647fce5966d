import pg from "pg";
import type { Ledger } from "./steady-load.ts";

/** Times whose promises are not judged: what a restore replaced, by its meaning. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Comparison {
  /** Answers with status 200 whose decision is not in the database. */
  readonly lostDecisions: number;
  /** Acknowledged events that are not in the database. */
  readonly lostEvents: number;
  /** Decisions stored twice or not counted once, and interactions above the events that they came from. */
  readonly duplicates: number;
}

/** Compares what was promised to the load with what the database holds. */
export async function compareWithDatabase(
  databaseUrl: string,
  ledger: Ledger,
  replaced: readonly Interval[],
): Promise<Comparison> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const judged = (at: number) => !replaced.some(({ from, to }) => at >= from && at <= to);
    const ids = async (sql: string) => new Set((await client.query<{ id: string }>(sql)).rows.map((row) => row.id));
    const number = async (sql: string) => Number((await client.query<{ n: string }>(sql)).rows[0]!.n);
    const decisions = await ids("select distinct id from decision");
    const events = await ids("select distinct message_id as id from event");
    const counted = await number(
      "select coalesce(sum(answered + fell_back + failed + refused + suspended), 0) as n from endpoint_minute",
    );
    const repeated =
      (await number("select count(*) - count(distinct id) as n from decision")) +
      // Counted twice, or stored and never counted.
      Math.abs(counted - (await number("select count(*) as n from decision where not sample"))) +
      Math.max(0, (await number("select count(*) as n from interaction")) - events.size);
    return {
      lostDecisions: ledger.answers.filter((answer) => judged(answer.answeredAt) && !decisions.has(answer.decisionId))
        .length,
      lostEvents: ledger.events.filter((event) => judged(event.at) && !events.has(event.id)).length,
      duplicates: repeated,
    };
  } finally {
    await client.end();
  }
}

/** Waits until the newest answers are in the database, or `withinMs` has passed. */
export async function untilDrained(databaseUrl: string, ledger: Ledger, withinMs = 60_000): Promise<void> {
  const last = ledger.answers.slice(-200).map((answer) => answer.decisionId);
  for (const until = Date.now() + withinMs; Date.now() < until; ) {
    if ((await stored(databaseUrl, last).catch(() => 0)) === last.length) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function stored(databaseUrl: string, ids: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from decision where id = any($1::text[])",
      [ids],
    );
    return rows[0]!.n;
  } finally {
    await client.end();
  }
}
