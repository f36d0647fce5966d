import type { ApiKey } from "@aisle/contracts/api-key";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { KeysPorts } from "./keys-ports.ts";
import type { KeyRow } from "./keys-shapes.ts";

/** API keys: made, listed, revoked. */
export interface KeysService {
  list(caller: Caller): Promise<readonly KeyRow[]>;
  /** The only time that the whole key is shown. */
  create(
    caller: Caller,
    input: { readonly kind: KeyRow["kind"]; readonly name: string },
  ): Promise<{ readonly row: KeyRow; readonly key: string }>;
  /** Throws `key.invalid` when there is no such key. */
  revoke(caller: Caller, keyId: string): Promise<void>;
}

export const keysArea: Area<KeysService, KeysPorts> = {
  permissions: { list: "look", create: "keys", revoke: "keys" },
  make: ({ keys }) => ({
    list: async (caller) => (await keys.list(caller.workspaceId)).map(keyRow),
    async create(caller, { kind, name }) {
      const { row, key } = await keys.create(auditActor(caller), { kind, name });
      return { row: keyRow(row), key };
    },
    async revoke(caller, keyId) {
      if (!(await keys.revoke(auditActor(caller), keyId)))
        throw new AisleError("key.invalid", "There is no such key.", { keyId });
    },
  }),
};

function keyRow({ createdAt, lastUsedAt, ...row }: ApiKey): KeyRow {
  return { ...row, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
