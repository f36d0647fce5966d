import type { UnsentAlertEvent } from "@aisle/contracts/alert";
import type { Pool } from "pg";
import { type AlertRow, alertColumns, alertOf } from "./alert-row.ts";

const maxWaiting = 500;

/** What of alerts is to be sent: taken into numbered messages, so that a message that is sent again is the same one. */
export class AlertOutbox {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Workspaces in which something waits. */
  async workspaces(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>(
      "select distinct workspace_id as id from alert_event where notified_at is null",
    );
    return rows.map(({ id }) => id);
  }

  /** Events that nobody was sent, in their order. */
  async waiting(workspaceId: string): Promise<readonly UnsentAlertEvent[]> {
    const { rows } = await this.#pool.query<
      AlertRow & {
        seq: number;
        type: UnsentAlertEvent["type"];
        text: string;
        by: string | null;
        at: Date;
        batch: number | null;
      }
    >(
      `select e.seq, e.type, e.text, e."by", e.at, e.batch, ${alertColumns}
       from alert_event e join alert a on a.workspace_id = e.workspace_id and a.id = e.alert_id
       where e.workspace_id = $1 and e.notified_at is null order by e.seq limit ${maxWaiting}`,
      [workspaceId],
    );
    return rows.map(({ seq, type, text, by, at, batch, ...row }) => ({
      ...{ seq, type, text, by, at: at.getTime(), batch },
      alertId: row.id,
      alert: alertOf(row),
    }));
  }

  /** Puts events into one message, named after the first; those that are in one already stay there. */
  async gather(workspaceId: string, seqs: readonly number[]): Promise<void> {
    await this.#pool.query(
      "update alert_event set batch = $3 where workspace_id = $1 and seq = any($2::bigint[]) and batch is null",
      [workspaceId, seqs, seqs[0]],
    );
  }

  /** Everything of a message was sent. */
  async sent(workspaceId: string, batch: number): Promise<void> {
    await this.#pool.query("update alert_event set notified_at = now() where workspace_id = $1 and batch = $2", [
      workspaceId,
      batch,
    ]);
  }

  /** Deletes alerts that recovered before a time, and mutes that ended before it; milliseconds since 1970. */
  async dropBefore(before: number): Promise<void> {
    const at = new Date(before);
    await this.#pool.query(
      `with gone as (delete from alert where state = 'recovered' and recovered_at < $1 returning workspace_id, id)
       delete from alert_event e using gone g where e.workspace_id = g.workspace_id and e.alert_id = g.id`,
      [at],
    );
    await this.#pool.query("delete from alert_mute where until < $1", [at]);
  }
}
