import type { AuditActor } from "@aisle/contracts/audit";
import type { Json } from "@aisle/runtime/json";
import type { PersonCounts, PersonName } from "./person-data-shapes.ts";

/** Every store that holds data of persons, as one. */
export interface PersonRecords {
  find(workspaceId: string, person: PersonName): Promise<PersonCounts>;
  /** Writes an entry into the audit log. */
  export(actor: AuditActor, person: PersonName): Promise<{ readonly [store: string]: readonly Json[] }>;
  /** Writes an entry into the audit log; throws `person.last-owner`. */
  erase(actor: AuditActor, person: PersonName): Promise<PersonCounts>;
}

export interface PersonDataPorts {
  readonly persons: PersonRecords;
}
