import { type AuditActor, type AuditCheck, type AuditQuery, auditActions } from "@aisle/contracts/audit";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import type { AuditPorts } from "./audit-ports.ts";
import type { AuditRow } from "./audit-shapes.ts";

/** What was done in a workspace, and the proof that nothing of it was changed. */
export interface AuditService {
  /** The latest first; `before` is a `seq`. */
  list(caller: Caller, query: AuditQuery): Promise<readonly AuditRow[]>;
  /** Everybody who stands in the log, by name; what can be asked for as `actor`. */
  actors(caller: Caller): Promise<readonly { readonly id: string; readonly name: string | null }[]>;
  /** Computes every hash again; `expect` is an end of the chain that was noted earlier, as `seq:hash`. */
  verify(caller: Caller, expect?: string): Promise<AuditCheck>;
}

export const auditArea: Area<AuditService, AuditPorts> = {
  permissions: { list: "operate", actors: "operate", verify: "operate" },
  make: auditService,
};

function auditService({ audit, people }: AuditPorts): AuditService {
  return {
    async list({ workspaceId }, query) {
      const entries = await audit.list(workspaceId, query);
      const ids = entries.flatMap(({ actor, subject, action }) => [actor, isOfPerson(action) ? subject : null]);
      const named = await people([...new Set(ids.filter((id) => id !== null))]);
      return entries.map(({ actor, ...entry }) => ({
        ...entry,
        subjectName: (isOfPerson(entry.action) ? named.get(entry.subject ?? "")?.name : undefined) ?? null,
        actor: actor === null ? null : { id: actor, name: named.get(actor)?.name ?? null },
        description: Object.hasOwn(auditActions, entry.action)
          ? auditActions[entry.action as keyof typeof auditActions]
          : entry.action,
      }));
    },
    async actors({ workspaceId }) {
      const ids = await audit.actors(workspaceId);
      const named = await people(ids);
      return ids.map((id) => ({ id, name: named.get(id)?.name ?? null }));
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

/** Whether the subject of an entry is the id of a person. */
function isOfPerson(action: string): boolean {
  return action.startsWith("person.") || action.startsWith("sign-in.");
}

/** A caller as the log names it. */
export function auditActor({ workspaceId, userId, via = "studio" }: Caller): AuditActor & { readonly userId: string } {
  return { workspaceId, userId, via };
}
