import { AisleError } from "@aisle/runtime/errors";
import { auditActor } from "../audit/audit-service.ts";
import type { StudioServices } from "../studio-services.ts";
import type { KeyRow } from "../studio-shapes.ts";
import type { StoredKey, StudioDeps } from "./studio-deps.ts";

/** API keys: made, listed, revoked; the whole key is told once. */
export function keyService({ keys, audit }: StudioDeps): Pick<StudioServices, "listKeys" | "createKey" | "revokeKey"> {
  return {
    listKeys: async (caller) => (await keys.list(caller.workspaceId)).map(keyRow),
    async createKey(caller, { kind, name }) {
      const { row, key } = await keys.create(caller.workspaceId, kind, name);
      await audit.append(auditActor(caller), { action: "key.created", subject: row.id, detail: { kind } });
      return { row: keyRow(row), key };
    },
    async revokeKey(caller, keyId) {
      if (!(await keys.revoke(caller.workspaceId, keyId)))
        throw new AisleError("key.invalid", "There is no such key.", { keyId });
      await audit.append(auditActor(caller), { action: "key.revoked", subject: keyId });
    },
  };
}

function keyRow({ createdAt, lastUsedAt, ...row }: StoredKey): KeyRow {
  return { ...row, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
