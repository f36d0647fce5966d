import type { SecretPlace, SecretRow } from "@aisle/contracts/secret";
import { AisleError } from "@aisle/runtime/errors";
import type pg from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import { openSecret, type SecretKey, sealSecret } from "./sealed-secret.ts";
import type { SecretKeys } from "./secret-keys.ts";
import { SecretValue } from "./secret-value.ts";

/** Secrets of workspaces, encrypted in PostgreSQL; values leave as `SecretValue` alone. */
export class SecretStore {
  readonly #pool: pg.Pool;
  readonly #keys: SecretKeys;

  constructor(pool: pg.Pool, keys: SecretKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * Stores a value under a name, in place of an earlier one; `beside` runs in the same transaction. Throws `secret.key-missing` where
   * the key of this installation is not there.
   */
  async set(
    place: SecretPlace,
    value: string,
    by: string,
    beside: (client: pg.ClientBase) => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await this.write(client, place, value, by);
      await beside(client);
    });
  }

  /** The same inside a transaction of the caller's. */
  async write(client: pg.ClientBase, { workspaceId, name }: SecretPlace, value: string, by: string): Promise<void> {
    const key = await this.#lockedKey(client, name);
    await client.query(
      `insert into secret (workspace_id, name, key_id, sealed, updated_by) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, name) do update set
         key_id = excluded.key_id, sealed = excluded.sealed, updated_by = excluded.updated_by, updated_at = now()`,
      [workspaceId, name, key.id, sealSecret(key, { workspaceId, name }, value), by],
    );
  }

  /** Throws `secret.not-found`, `secret.key-missing` and `secret.unreadable`, each with the secret's name. */
  async read(place: SecretPlace): Promise<SecretValue> {
    const { workspaceId, name } = place;
    const { rows } = await this.#pool.query<{ key: string; sealed: Buffer }>(
      "select key_id as key, sealed from secret where workspace_id = $1 and name = $2",
      [workspaceId, name],
    );
    const row = rows[0];
    if (row === undefined) throw new AisleError("secret.not-found", `There is no secret “${name}”.`, { name });
    const key = await this.#keys.find(row.key);
    if (key === undefined) throw keyMissing(name);
    const text = openSecret(key, place, row.sealed);
    if (text === undefined)
      throw new AisleError("secret.unreadable", `The secret “${name}” cannot be decrypted.`, { name });
    return new SecretValue(text);
  }

  async list(workspaceId: string): Promise<readonly SecretRow[]> {
    const { rows } = await this.#pool.query<Omit<SecretRow, "readable"> & { key: string }>(
      `select name, key_id as key, updated_at as "updatedAt", updated_by as "updatedBy" from secret
       where workspace_id = $1 order by name`,
      [workspaceId],
    );
    return Promise.all(
      rows.map(async ({ key, ...row }) => ({ ...row, readable: (await this.#keys.find(key)) !== undefined })),
    );
  }

  /** Every secret whose key is not there, of all workspaces. */
  async unreadable(): Promise<readonly SecretPlace[]> {
    const { rows } = await this.#pool.query<{ key: string; workspaceId: string; name: string }>(
      'select key_id as key, workspace_id as "workspaceId", name from secret order by workspace_id, name',
    );
    const known = await Promise.all(rows.map(({ key }) => this.#keys.find(key)));
    return rows
      .filter((_, index) => known[index] === undefined)
      .map(({ workspaceId, name }) => ({ workspaceId, name }));
  }

  /** False when there was no such secret; `beside` runs in the same transaction when there was. */
  async remove(
    { workspaceId, name }: SecretPlace,
    beside: (client: pg.ClientBase) => Promise<unknown> = async () => undefined,
  ): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query("delete from secret where workspace_id = $1 and name = $2", [
        workspaceId,
        name,
      ]);
      if (rowCount === 1) await beside(client);
      return rowCount === 1;
    });
  }

  /** The key for new secrets, held until the transaction ends: no rotation comes in between. */
  async #lockedKey(client: pg.ClientBase, name: string): Promise<SecretKey> {
    await client.query("insert into secret_key (key_id) values ($1) on conflict (single) do nothing", [
      this.#keys.first.id,
    ]);
    const { rows } = await client.query<{ id: string }>("select key_id as id from secret_key for share");
    const key = await this.#keys.find(rows[0]!.id);
    if (key === undefined) throw keyMissing(name);
    return key;
  }
}

function keyMissing(name: string): AisleError {
  const message = `The key that the secret “${name}” is encrypted with is not there.`;
  return new AisleError("secret.key-missing", message, { name });
}
