import type { ExperimentHistory, LoggedEvent } from "@aisle/contracts/experiment-history";
import type { JsonObject } from "@aisle/runtime/json";
import type pg from "pg";
import { formsOf, tokeniser } from "../person-data/tokens-of.ts";

const maxNamedEvents = 20_000;
/** Events that are looked through, and those of them that are read. */
const maxScanned = 200_000;
const maxRead = 20_000;

interface EventRow {
  readonly at: Date;
  readonly name: string;
  readonly properties: JsonObject | null;
  readonly decision_id: string | null;
  readonly session_id: string | null;
  readonly shopper_id: string | null;
  readonly scanned: string;
}

/** What was logged lately, over PostgreSQL. `secret` is that of the tokens by which the decision log names shoppers. */
export class PostgresExperimentHistory implements ExperimentHistory {
  readonly #pool: pg.Pool;
  readonly #secret: string;

  constructor(pool: pg.Pool, secret: string) {
    this.#pool = pool;
    this.#secret = secret;
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

  async events(workspaceId: string, { names, since }: Parameters<ExperimentHistory["events"]>[1]) {
    const { rows } = await this.#pool.query<EventRow>(
      `with latest as materialized (
         select at, message_id, name from event where workspace_id = $1 and at >= $2 order by at desc limit ${maxScanned})
       select e.at, e.name, e.payload -> 'properties' as properties, e.decision_id, e.session_id, e.shopper_id,
         (select count(*) from latest) as scanned
       from (select at, message_id from latest where lower(btrim(name)) = any($3) order by at desc limit ${maxRead}) as found
         join event e on e.workspace_id = $1 and e.message_id = found.message_id and e.at = found.at
       order by e.at desc`,
      [workspaceId, new Date(since), names.map((name) => name.trim().toLowerCase())],
    );
    const tokenise = tokeniser(this.#secret, workspaceId);
    return {
      events: rows.map((row) => loggedOf(row, tokenise)),
      isWhole: rows.length < maxRead && Number(rows[0]?.scanned ?? 0) < maxScanned,
    };
  }

  async costs(workspaceId: string, productIds: readonly string[]) {
    if (productIds.length === 0) return new Map<string, never>();
    const { rows } = await this.#pool.query<{ id: string; cost: string; currency: string | null }>(
      "select id, cost, currency from product where workspace_id = $1 and id = any($2) and cost is not null",
      [workspaceId, productIds],
    );
    return new Map(rows.map(({ id, cost, currency }) => [id, { cost: Number(cost), currency }]));
  }
}

function loggedOf(row: EventRow, tokenise: (value: string) => string): LoggedEvent {
  const named = [row.session_id, row.shopper_id].filter((id) => id !== null);
  return {
    at: row.at.getTime(),
    name: row.name,
    properties: row.properties ?? {},
    decisionId: row.decision_id,
    units: named.flatMap((id) => formsOf(id, tokenise)),
  };
}
