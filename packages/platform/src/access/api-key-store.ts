import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { ApiKey, PrismaClient } from "../postgres/generated/client.ts";

export const keysChannel = "aisle_keys";

export type KeyKind = "endpoint" | "write";

const prefixes: Record<KeyKind, string> = { endpoint: "aisle_live_", write: "aisle_write_" };

/** SHA-256 of a key: what is stored, and what a presented key is looked up by. */
export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** API keys, kept as hashes. A key's text exists only in the answer to `create`. */
export class ApiKeyStore {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  async create(
    workspaceId: string,
    kind: KeyKind,
    name: string,
  ): Promise<{ readonly row: ApiKeyRow; readonly key: string }> {
    // 32 random bytes: guessing is hopeless, so a fast hash without salt is enough.
    const key = prefixes[kind] + randomBytes(32).toString("base64url");
    const row = await this.#prisma.apiKey.create({
      data: {
        id: `key_${randomUUID().replaceAll("-", "")}`,
        workspaceId,
        kind,
        name,
        prefix: prefixes[kind],
        last4: key.slice(-4),
        hash: new Uint8Array(hashKey(key)),
      },
    });
    return { row: rowOf(row), key };
  }

  async list(workspaceId: string): Promise<readonly ApiKeyRow[]> {
    const rows = await this.#prisma.apiKey.findMany({
      where: { workspaceId, revokedAt: null },
      orderBy: { createdAt: "asc" },
    });
    return rows.map(rowOf);
  }

  /** True when there was such a key; serving processes forget it at once. */
  async revoke(workspaceId: string, keyId: string): Promise<boolean> {
    const [{ count }] = await this.#prisma.$transaction([
      this.#prisma.apiKey.updateMany({
        where: { workspaceId, id: keyId, revokedAt: null },
        data: { revokedAt: new Date() },
      }),
      this.#prisma.$executeRaw`select pg_notify(${keysChannel}, ${keyId})`,
    ]);
    return count === 1;
  }

  /** Every key that is in force, with its hash in hex, for the serving processes. */
  async inForce(): Promise<readonly (ApiKeyRow & { readonly workspaceId: string; readonly hash: string })[]> {
    const rows = await this.#prisma.apiKey.findMany({ where: { revokedAt: null } });
    return rows.map((row) => ({
      ...rowOf(row),
      workspaceId: row.workspaceId,
      hash: Buffer.from(row.hash).toString("hex"),
    }));
  }

  /** The key with this hash (hex), if it is in force. */
  async findByHash(
    hash: string,
  ): Promise<{ readonly id: string; readonly workspaceId: string; readonly kind: KeyKind } | undefined> {
    const row = await this.#prisma.apiKey.findFirst({
      where: { hash: new Uint8Array(Buffer.from(hash, "hex")), revokedAt: null },
    });
    return row === null ? undefined : { id: row.id, workspaceId: row.workspaceId, kind: row.kind as KeyKind };
  }

  async markUsed(keyIds: readonly string[]): Promise<void> {
    await this.#prisma.apiKey.updateMany({ where: { id: { in: [...keyIds] } }, data: { lastUsedAt: new Date() } });
  }
}

export interface ApiKeyRow {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

function rowOf(row: ApiKey): ApiKeyRow {
  const { id, name, prefix, last4, createdAt, lastUsedAt } = row;
  return { id, kind: row.kind as KeyKind, name, prefix, last4, createdAt, lastUsedAt };
}
