import type { SecretRecords } from "@aisle/contracts/secret";
import type pg from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { rotateSecrets } from "./rotate-secrets.ts";
import type { SecretKeys } from "./secret-keys.ts";
import { SecretStore } from "./secret-store.ts";

/** Secrets as people change them: each change stands in the audit log, stored together with it. */
export function auditedSecrets(pool: pg.Pool, keys: SecretKeys): SecretRecords {
  const store = new SecretStore(pool, keys);
  return {
    list: (workspaceId) => store.list(workspaceId),
    set: (place, value, actor) =>
      store.set(place, value, actor.userId, (client) =>
        appendAudit(client, actor, { action: "secret.set", subject: place.name }),
      ),
    remove: (place, actor) =>
      store.remove(place, (client) => appendAudit(client, actor, { action: "secret.removed", subject: place.name })),
    async rotate(actor) {
      const { keyId, reencrypted, unreadable } = await rotateSecrets(pool, keys);
      const detail = { reencrypted, unreadable: unreadable.length };
      await appendAudit(pool, actor, { action: "secret.rotated", subject: keyId, detail });
      return { keyId, reencrypted, unreadable };
    },
  };
}
