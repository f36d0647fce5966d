import type { DecisionEvent, DecisionEvents } from "@aisle/contracts/decision-events";
import type { JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";

const maxEvents = 5_000;
/** An event may bear a time of shortly before its answer: clocks differ. */
const maxClockErrorMs = 600_000;

/** Reads events by the decision that they carry, over the index of it. */
export class PostgresDecisionEvents implements DecisionEvents {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async ofDecisions(workspaceId: string, decisionIds: readonly string[], since: number) {
    const { rows } = await this.#pool.query<{ decision_id: string; name: string; payload: JsonObject }>(
      `select decision_id, name, payload from event
       where workspace_id = $1 and decision_id = any($2) and at >= $3 and name is not null
       order by at, message_id limit ${maxEvents}`,
      [workspaceId, decisionIds, new Date(since - maxClockErrorMs)],
    );
    return rows.map(({ decision_id, name, payload }): DecisionEvent => ({ decisionId: decision_id, name, payload }));
  }
}
