import type { JsonObject } from "@aisle/runtime/json";
import type { PeopleNames } from "../access/person.ts";
import type { AuditCheck, AuditFact } from "./audit-shapes.ts";

/** Who did something, and by which way. */
export interface AuditActor {
  readonly workspaceId: string;
  readonly userId: string | null;
  readonly via: "studio" | "command" | "job";
}

export interface StoredAuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string | null;
  readonly via: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: JsonObject;
}

/** The log of what was done; entries are added and read, never changed. */
export interface AuditLog {
  append(actor: AuditActor, fact: AuditFact): Promise<void>;
  /** The latest first. */
  list(
    workspaceId: string,
    query: { readonly before?: number; readonly limit: number; readonly action?: string },
  ): Promise<readonly StoredAuditEntry[]>;
  /** `expect` is an earlier `seq:hash` of the chain. */
  verify(workspaceId: string, expect?: string): Promise<AuditCheck>;
}

export interface AuditPorts {
  readonly audit: AuditLog;
  readonly people: PeopleNames;
}
