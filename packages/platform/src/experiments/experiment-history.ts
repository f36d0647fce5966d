import type { ExperimentHistory } from "@aisle/contracts/experiment-history";
import type pg from "pg";

const maxNamedEvents = 20_000;

/** What was logged lately, over PostgreSQL. */
export class PostgresExperimentHistory implements ExperimentHistory {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async eventNames(workspaceId: string): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ name: string }>(
      `select distinct lower(btrim(name)) as name from (
         select name from event where workspace_id = $1 order by at desc limit ${maxNamedEvents}) as latest
       where name is not null`,
      [workspaceId],
    );
    return new Set(rows.map(({ name }) => name));
  }
}
