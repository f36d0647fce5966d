import { createHash, randomUUID } from "node:crypto";
import type { ApiKey, ApiKeys, KeyKind } from "@aisle/contracts/api-key";
import type { PrismaClient, ApiKey as StoredKey } from "../postgres/generated/client.ts";
import { keyPrefixes, newApiKey } from "./api-key-format.ts";

export const keysChannel = "aisle_keys";

/** SHA-256 of a key: what is stored, and what a presented key is looked up by. */
export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** API keys, kept as hashes. A key's text exists only in the answer to `create`. */
export class ApiKeyStore implements ApiKeys {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  async create(
    workspaceId: string,
    kind: KeyKind,
    name: string,
  ): Promise<{ readonly row: ApiKey; readonly key: string }> {
    // 32 random bytes: guessing is hopeless, so a fast hash without salt is enough.
    const key = newApiKey(kind);
    const id = `key_${randomUUID().replaceAll("-", "")}`;
    const [row] = await this.#prisma.$transaction([
      this.#prisma.apiKey.create({
        data: {
          id,
          workspaceId,
          kind,
          name,
          prefix: keyPrefixes[kind],
          last4: key.slice(-4),
          hash: new Uint8Array(hashKey(key)),
        },
      }),
      this.#notify(id),
    ]);
    return { row: rowOf(row), key };
  }

  async list(workspaceId: string): Promise<readonly ApiKey[]> {
    const rows = await this.#prisma.apiKey.findMany({
      where: { workspaceId, revokedAt: null },
      orderBy: { createdAt: "asc" },
    });
    return rows.map(rowOf);
  }

  /** True when there was such a key; serving processes are notified and forget it. */
  async revoke(workspaceId: string, keyId: string): Promise<boolean> {
    const [{ count }] = await this.#prisma.$transaction([
      this.#prisma.apiKey.updateMany({
        where: { workspaceId, id: keyId, revokedAt: null },
        data: { revokedAt: new Date() },
      }),
      this.#notify(keyId),
    ]);
    return count === 1;
  }

  /** Every key that is in force, by its hash in hex, for the serving processes. */
  async inForce(): Promise<ReadonlyMap<string, FoundKey>> {
    const rows = await this.#prisma.apiKey.findMany({
      where: { revokedAt: null },
      select: { id: true, workspaceId: true, kind: true, hash: true },
    });
    return new Map(rows.map((row) => [Buffer.from(row.hash).toString("hex"), foundKey(row)]));
  }

  /** The key with this hash (hex), if it is in force. */
  async findByHash(hash: string): Promise<FoundKey | undefined> {
    const row = await this.#prisma.apiKey.findFirst({
      where: { hash: new Uint8Array(Buffer.from(hash, "hex")), revokedAt: null },
    });
    return row === null ? undefined : foundKey(row);
  }

  async markUsed(keyIds: readonly string[]): Promise<void> {
    await this.#prisma.apiKey.updateMany({ where: { id: { in: [...keyIds] } }, data: { lastUsedAt: new Date() } });
  }

  #notify(keyId: string) {
    return this.#prisma.$executeRaw`select pg_notify(${keysChannel}, ${keyId})`;
  }
}

/** A key as those who check it need it. */
export interface FoundKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: KeyKind;
}

function foundKey({ id, workspaceId, kind }: Pick<StoredKey, "id" | "workspaceId" | "kind">): FoundKey {
  return { id, workspaceId, kind: kind as KeyKind };
}

function rowOf(row: StoredKey): ApiKey {
  const { id, name, prefix, last4, createdAt, lastUsedAt } = row;
  return { id, kind: row.kind as KeyKind, name, prefix, last4, createdAt, lastUsedAt };
}
