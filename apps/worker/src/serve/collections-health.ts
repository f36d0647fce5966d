import type { Pool } from "@aisle/platform/postgres/pool";
import type { HealthProblem } from "./health.ts";

const everyMs = 15_000;

/** Watches what the job process finds of collections: vectors that are gone, a server that is away, a building that failed. */
export function collectionsHealth(pool: Pool): {
  readonly problem: () => HealthProblem | undefined;
  /** Reads now what `problem` says from then on. */
  readonly poll: () => Promise<void>;
  readonly stop: () => void;
} {
  let wrong = 0;
  const poll = async () => {
    const { rows } = await pool.query<{ wrong: number }>(
      `select count(*)::int as wrong from collection
       where status = 'failed' or meta->>'problem' is not null or meta->>'waiting' is not null`,
    );
    wrong = rows[0]!.wrong;
  };
  // A database that is away is another part's to report.
  const timer = setInterval(() => poll().catch(() => undefined), everyMs);
  timer.unref();
  poll().catch(() => undefined);
  return {
    poll,
    problem: () => {
      if (wrong === 0) return undefined;
      const what = wrong === 1 ? "1 collection does" : `${wrong} collections do`;
      return { part: "collections", message: `${what} not hold what it should; see the collections page.` };
    },
    stop: () => clearInterval(timer),
  };
}
