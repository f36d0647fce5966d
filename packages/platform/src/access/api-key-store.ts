import { createHash, randomUUID } from "node:crypto";
import type { ApiKey, ApiKeys, KeyKind } from "@aisle/contracts/api-key";
import type { AuditActor } from "@aisle/contracts/audit";
import type { Pool, PoolClient } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { keyPrefixes, newApiKey } from "./api-key-format.ts";

export const keysChannel = "aisle_keys";

/** SHA-256 of a key: what is stored, and what a presented key is looked up by. */
export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

const listedColumns = `id, kind, name, prefix, last4, created_at as "createdAt", last_used_at as "lastUsedAt"`;
const foundColumns = `id, workspace_id as "workspaceId", kind`;

/** API keys, kept as hashes. A key's text exists only in the answer to `create`. */
export class ApiKeyStore implements ApiKeys {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async create(
    by: AuditActor,
    { kind, name }: { readonly kind: KeyKind; readonly name: string },
  ): Promise<{ readonly row: ApiKey; readonly key: string }> {
    // 32 random bytes: guessing is hopeless, so a fast hash without salt is enough.
    const key = newApiKey(kind);
    const id = `key_${randomUUID().replaceAll("-", "")}`;
    const row = await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<ApiKey>(
        `insert into api_key (id, workspace_id, kind, name, prefix, last4, hash) values ($1, $2, $3, $4, $5, $6, $7)
         returning ${listedColumns}`,
        [id, by.workspaceId, kind, name, keyPrefixes[kind], key.slice(-4), hashKey(key)],
      );
      await appendAudit(client, by, { action: "key.created", subject: id, detail: { kind } });
      await notify(client, id);
      return rows[0]!;
    });
    return { row, key };
  }

  async list(workspaceId: string): Promise<readonly ApiKey[]> {
    const { rows } = await this.#pool.query<ApiKey>(
      `select ${listedColumns} from api_key where workspace_id = $1 and revoked_at is null order by created_at`,
      [workspaceId],
    );
    return rows;
  }

  async nameOf(workspaceId: string, keyId: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ name: string }>(
      "select name from api_key where workspace_id = $1 and id = $2",
      [workspaceId, keyId],
    );
    return rows[0]?.name;
  }

  /** True when there was such a key; serving processes are notified and forget it. */
  revoke(by: AuditActor, keyId: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "update api_key set revoked_at = now() where workspace_id = $1 and id = $2 and revoked_at is null",
        [by.workspaceId, keyId],
      );
      if (rowCount !== 1) return false;
      await appendAudit(client, by, { action: "key.revoked", subject: keyId });
      await notify(client, keyId);
      return true;
    });
  }

  /** Every key that is in force, by its hash in hex, for the serving processes. */
  async inForce(): Promise<ReadonlyMap<string, FoundKey>> {
    const { rows } = await this.#pool.query<FoundKey & { readonly hash: string }>(
      `select ${foundColumns}, encode(hash, 'hex') as hash from api_key where revoked_at is null`,
    );
    return new Map(rows.map(({ hash, ...key }) => [hash, key]));
  }

  /** The key with this hash (hex), if it is in force. */
  async findByHash(hash: string): Promise<FoundKey | undefined> {
    const { rows } = await this.#pool.query<FoundKey>(
      `select ${foundColumns} from api_key where hash = $1 and revoked_at is null`,
      [Buffer.from(hash, "hex")],
    );
    return rows[0];
  }

  async markUsed(keyIds: readonly string[]): Promise<void> {
    await this.#pool.query("update api_key set last_used_at = now() where id = any($1)", [keyIds]);
  }
}

/** A key as those who check it need it. */
export interface FoundKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: KeyKind;
}

function notify(client: PoolClient, keyId: string) {
  return client.query("select pg_notify($1, $2)", [keysChannel, keyId]);
}
