import type pg from "pg";

/** A message on its way through a connection. */
export interface Delivery {
  readonly workspaceId: string;
  readonly id: string;
  readonly connection: string;
  readonly state: "waiting" | "sent" | "dead";
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly path: string | null;
  readonly at: Date;
  /** The person's address where it goes to a person; null where they are gone. */
  readonly to: string | null;
  readonly toPerson: boolean;
  readonly attempts: number;
  readonly lastError: string | null;
}

const select = `select d.workspace_id as "workspaceId", d.id, d.connection, d.state, n.kind, n.title, n.body as text, n.path, n.at,
    d.user_id <> '' as "toPerson", u.email as "to", d.attempts, d.last_error as "lastError"
  from notification_delivery d
  join notification n on n.workspace_id = d.workspace_id and n.id = d.notification_id
  left join "user" u on u.id = d.user_id`;

/** Deliveries of notifications; their states outlive the jobs that send them. */
export class DeliveryStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async find(workspaceId: string, id: string): Promise<Delivery | undefined> {
    const { rows } = await this.#pool.query<Delivery>(`${select} where d.workspace_id = $1 and d.id = $2`, [
      workspaceId,
      id,
    ]);
    return rows[0];
  }

  /** What was given up, the latest first. */
  async dead(workspaceId: string, limit: number): Promise<readonly Delivery[]> {
    const { rows } = await this.#pool.query<Delivery>(
      `${select} where d.workspace_id = $1 and d.state = 'dead' order by d.updated_at desc limit $2`,
      [workspaceId, limit],
    );
    return rows;
  }

  /** Deliveries of all workspaces that nothing has happened to since a time. */
  async waitingSince(before: Date): Promise<readonly { readonly workspaceId: string; readonly id: string }[]> {
    const { rows } = await this.#pool.query<{ workspaceId: string; id: string }>(
      `select workspace_id as "workspaceId", id from notification_delivery
       where state = 'waiting' and updated_at < $1 order by updated_at limit 500`,
      [before],
    );
    return rows;
  }

  async sent(workspaceId: string, id: string): Promise<void> {
    await this.#set(workspaceId, id, "sent", null);
  }

  /** A try that failed; the last one leaves it dead. */
  async failed(workspaceId: string, id: string, error: string, isLast: boolean): Promise<void> {
    await this.#set(workspaceId, id, isLast ? "dead" : "waiting", error);
  }

  /** Puts a dead one back on its way; false when it is not dead. */
  async revive(workspaceId: string, id: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `update notification_delivery set state = 'waiting', updated_at = now()
       where workspace_id = $1 and id = $2 and state = 'dead'`,
      [workspaceId, id],
    );
    return rowCount === 1;
  }

  async #set(workspaceId: string, id: string, state: Delivery["state"], error: string | null): Promise<void> {
    await this.#pool.query(
      `update notification_delivery set state = $3, last_error = $4, attempts = attempts + 1, updated_at = now()
       where workspace_id = $1 and id = $2`,
      [workspaceId, id, state, error],
    );
  }
}
