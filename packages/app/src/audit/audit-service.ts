import { type AuditActor, type AuditCheck, auditActions } from "@aisle/contracts/audit";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import type { AuditPorts } from "./audit-ports.ts";
import type { AuditRow } from "./audit-shapes.ts";

/** What was done in a workspace, and the proof that nothing of it was changed. */
export interface AuditService {
  /** The latest first; `before` is a `seq`. */
  list(
    caller: Caller,
    query: { readonly before?: number; readonly limit: number; readonly action?: string },
  ): Promise<readonly AuditRow[]>;
  /** Computes every hash again; `expect` is an end of the chain that was noted earlier, as `seq:hash`. */
  verify(caller: Caller, expect?: string): Promise<AuditCheck>;
}

export const auditArea: Area<AuditService, AuditPorts> = {
  permissions: { list: "operate", verify: "operate" },
  make: auditService,
};

function auditService({ audit, people }: AuditPorts): AuditService {
  return {
    async list({ workspaceId }, query) {
      const entries = await audit.list(workspaceId, query);
      const named = await people([...new Set(entries.flatMap(({ actor }) => actor ?? []))]);
      return entries.map(({ actor, ...entry }) => ({
        ...entry,
        actor: actor === null ? null : { id: actor, name: named.get(actor)?.name ?? null },
        description: Object.hasOwn(auditActions, entry.action)
          ? auditActions[entry.action as keyof typeof auditActions]
          : entry.action,
      }));
    },
    async verify({ workspaceId }, expect) {
      if (expect !== undefined && !/^\d{1,15}:[0-9a-f]{64}$/.test(expect))
        throw new AisleError(
          "request.invalid",
          "An end of the chain is written as a number, a colon and 64 hex digits.",
        );
      return audit.verify(workspaceId, expect);
    },
  };
}

/** A caller as the log names it. */
export function auditActor({ workspaceId, userId, via = "studio" }: Caller): AuditActor & { readonly userId: string } {
  return { workspaceId, userId, via };
}
