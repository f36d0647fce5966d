import type { AuditActor } from "@aisle/contracts/audit";
import type { EnteredConnection, StoredConnection } from "@aisle/contracts/connection";
import type pg from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import type { SecretStore } from "../secrets/secret-store.ts";

type Actor = AuditActor & { readonly userId: string };

const columns = `workspace_id as "workspaceId", name, kind, config, secrets, notify, updated_at as "updatedAt",
  tested_at as "testedAt", test_ok as "testOk", test_message as "testMessage"`;

type RawRow = Omit<StoredConnection, "tested"> & {
  readonly testedAt: Date | null;
  readonly testOk: boolean | null;
  readonly testMessage: string | null;
};

/** Connections of workspaces; their secrets are stored encrypted, in the same transactions. */
export class ConnectionStore {
  readonly #pool: pg.Pool;
  readonly #secrets: SecretStore;

  constructor(pool: pg.Pool, secrets: SecretStore) {
    this.#pool = pool;
    this.#secrets = secrets;
  }

  async list(workspaceId: string): Promise<readonly StoredConnection[]> {
    const { rows } = await this.#pool.query<RawRow>(
      `select ${columns} from connection where workspace_id = $1 order by name`,
      [workspaceId],
    );
    return rows.map(rowOf);
  }

  async find(workspaceId: string, name: string): Promise<StoredConnection | undefined> {
    const { rows } = await this.#pool.query<RawRow>(
      `select ${columns} from connection where workspace_id = $1 and name = $2`,
      [workspaceId, name],
    );
    return rows[0] === undefined ? undefined : rowOf(rows[0]);
  }

  /** Adds a connection, or changes one of the same kind; false when the name is another kind's, or taken where it must be new. */
  async save(
    actor: Actor,
    { name, kind, config, notify, values }: EnteredConnection,
    { isNew }: { readonly isNew: boolean },
  ): Promise<boolean> {
    const { workspaceId } = actor;
    const names = Object.fromEntries(Object.keys(values).map((field) => [field, secretName(name, field)]));
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        `insert into connection (workspace_id, name, kind, config, secrets, notify, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (workspace_id, name) do update set config = excluded.config, notify = excluded.notify,
           secrets = connection.secrets || excluded.secrets, updated_by = excluded.updated_by, updated_at = now(),
           tested_at = null, test_ok = null, test_message = null
         where connection.kind = excluded.kind and not $8`,
        [workspaceId, name, kind, JSON.stringify(config), JSON.stringify(names), notify, actor.userId, isNew],
      );
      if (rowCount === 0) return false;
      for (const [field, value] of Object.entries(values))
        await this.#secrets.write(client, { workspaceId, name: secretName(name, field) }, value, actor.userId);
      await appendAudit(client, actor, {
        action: "connection.saved",
        subject: name,
        detail: { kind, notify, isNew, secretsEntered: Object.keys(values) },
      });
      return true;
    });
  }

  /** Removes a connection and its secrets; false when there was none. */
  async remove(actor: AuditActor, name: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ secrets: StoredConnection["secrets"] }>(
        "delete from connection where workspace_id = $1 and name = $2 returning secrets",
        [actor.workspaceId, name],
      );
      const row = rows[0];
      if (row === undefined) return false;
      await client.query("delete from secret where workspace_id = $1 and name = any($2)", [
        actor.workspaceId,
        Object.values(row.secrets),
      ]);
      await appendAudit(client, actor, { action: "connection.deleted", subject: name });
      return true;
    });
  }

  async noteTest(workspaceId: string, name: string, ok: boolean, message: string): Promise<void> {
    await this.#pool.query(
      "update connection set tested_at = now(), test_ok = $3, test_message = $4 where workspace_id = $1 and name = $2",
      [workspaceId, name, ok, message],
    );
  }
}

function rowOf({ testedAt, testOk, testMessage, ...row }: RawRow): StoredConnection {
  const tested = testedAt === null ? null : { at: testedAt, ok: testOk === true, message: testMessage ?? "" };
  return { ...row, tested };
}

const secretName = (connection: string, field: string) => `connection/${connection}/${field}`;
