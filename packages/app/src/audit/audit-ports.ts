import type { AuditLog } from "@aisle/contracts/audit";
import type { PeopleNames } from "../access/person.ts";

export interface AuditPorts {
  readonly audit: AuditLog;
  readonly people: PeopleNames;
}
