import { byTieKey } from "@aisle/learn/tie-order";
import type { EventsCapability, Interaction } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Pool } from "pg";
import { databaseTimeZone } from "../workspaces/workspace-settings.ts";
import { HistoryReader } from "./history-reader.ts";
import { kindNumbers } from "./interaction-kinds.ts";

const dayMs = 86_400_000;

/**
 * Histories and popularity straight from PostgreSQL at every call: exact to the last event, and slow. The oracle of
 * the artefacts, and good enough for jobs.
 */
export class PostgresEvents implements Pick<EventsCapability, "recent" | "popular"> {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #history: HistoryReader;
  readonly #now: () => number;

  constructor(pool: Pool, workspaceId: string, now: () => number = Date.now) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
    this.#history = new HistoryReader(pool, workspaceId, { freshMs: 0 });
    this.#now = now;
  }

  async recent(query: Parameters<EventsCapability["recent"]>[0]): Promise<readonly Interaction[]> {
    return this.#history.recent(query);
  }

  async popular(query: Parameters<EventsCapability["popular"]>[0]): Promise<readonly Hit[]> {
    const zone = await databaseTimeZone(this.#pool, this.#workspaceId);
    const clock = new ZoneClock(zone);
    const today = Math.floor((this.#now() + clock.offset(this.#now())) / dayMs);
    const found = await this.#pool.query<{ id: string; score: number }>(
      `with days as (
         select product_id, (at at time zone $8)::date - date '1970-01-01' as day, count(*) as n
         from interaction where workspace_id = $1 and kind = $2 and at < $3 group by 1, 2)
       select product_id as id,
         sum(n * power(2::float8, (day - $4::float8)::float8 / $5::float8)) as score
       from days left join product p on p.workspace_id = $1 and p.id = product_id and p.deleted_at is null
       where $6::text is null or lower(p.category) = lower($6)
         or starts_with(lower(p.category), lower($6) || ' > ')
       group by product_id order by score desc fetch first ($7) rows with ties`,
      [
        this.#workspaceId,
        kindNumbers[query.kind],
        new Date(clock.instant((today + 1) * dayMs).at),
        today,
        query.halfLifeDays ?? Number.POSITIVE_INFINITY,
        query.category ?? null,
        query.limit,
        zone,
      ],
    );
    return found.rows.sort((a, b) => b.score - a.score || byTieKey(a.id, b.id)).slice(0, query.limit);
  }
}
