import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inTransaction } from "../postgres/with-client.ts";

/** Something that people should know. */
export interface NewNotification {
  readonly workspaceId: string;
  /** What it is about: a second one with the same key is none. */
  readonly key: string;
  /** Such as `publish.failed`. */
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /** Path of the page of the studio that shows it. */
  readonly path?: string;
  /** Members who should know; those who run the workspace where it names nobody who still belongs to it. */
  readonly to: readonly string[];
}

/** A notification as one person sees it. */
export interface InboxRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly path: string | null;
  readonly at: Date;
  readonly read: boolean;
}

/** Where a raised notification goes out: through which connection, to whom. */
export interface Channel {
  readonly connection: string;
  readonly audience: "people" | "once";
}

/** Notifications of workspaces: raised once, read by each person, sent through connections. */
export class NotificationStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Stores it for the people who should know and for every channel; ids of what is to be sent, none when its key is known. */
  async raise(
    { workspaceId, key, kind, title, text, path, to }: NewNotification,
    channels: readonly Channel[],
  ): Promise<readonly string[]> {
    return inTransaction(this.#pool, async (client) => {
      const id = newId("note");
      const { rowCount } = await client.query(
        `insert into notification (workspace_id, id, key, kind, title, body, path) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (workspace_id, key) do nothing`,
        [workspaceId, id, key, kind, title, text, path ?? null],
      );
      if (rowCount === 0) return [];
      const people = await audienceOf(client, workspaceId, to);
      await client.query(
        "insert into notification_receipt (workspace_id, notification_id, user_id) select $1, $2, unnest($3::text[])",
        [workspaceId, id, people],
      );
      const deliveries = channels.flatMap(({ connection, audience }) =>
        (audience === "people" ? people : [""]).map((userId) => ({ id: newId("del"), connection, userId })),
      );
      for (const delivery of deliveries) {
        await client.query(
          `insert into notification_delivery (workspace_id, id, notification_id, connection, user_id)
           values ($1, $2, $3, $4, $5)`,
          [workspaceId, delivery.id, id, delivery.connection, delivery.userId],
        );
      }
      return deliveries.map((delivery) => delivery.id);
    });
  }

  /** What a person was notified of, the latest first. */
  async inbox(workspaceId: string, userId: string, limit: number): Promise<readonly InboxRow[]> {
    const { rows } = await this.#pool.query<InboxRow>(
      `select n.id, n.kind, n.title, n.body as text, n.path, n.at, r.read_at is not null as read
       from notification_receipt r join notification n on n.workspace_id = r.workspace_id and n.id = r.notification_id
       where r.workspace_id = $1 and r.user_id = $2 order by n.at desc, n.id limit $3`,
      [workspaceId, userId, limit],
    );
    return rows;
  }

  async unread(workspaceId: string, userId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ count: number }>(
      "select count(*)::int as count from notification_receipt where workspace_id = $1 and user_id = $2 and read_at is null",
      [workspaceId, userId],
    );
    return rows[0]!.count;
  }

  /** Marks one as read, or all of a person's. */
  async markRead(workspaceId: string, userId: string, id?: string): Promise<void> {
    await this.#pool.query(
      `update notification_receipt set read_at = now()
       where workspace_id = $1 and user_id = $2 and read_at is null and ($3::text is null or notification_id = $3)`,
      [workspaceId, userId, id ?? null],
    );
  }

  /** Removes what was raised before a time, with its receipts and deliveries. */
  async dropBefore(before: Date): Promise<void> {
    await this.#pool.query("delete from notification where at < $1", [before]);
  }
}

async function audienceOf(client: pg.ClientBase, workspaceId: string, to: readonly string[]): Promise<string[]> {
  const named = await client.query<{ id: string }>(
    "select user_id as id from member where workspace_id = $1 and user_id = any($2)",
    [workspaceId, to],
  );
  if (named.rows.length > 0) return named.rows.map(({ id }) => id);
  const operators = await client.query<{ id: string }>(
    "select user_id as id from member where workspace_id = $1 and role in ('owner', 'admin')",
    [workspaceId],
  );
  return operators.rows.map(({ id }) => id);
}

const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "")}`;
