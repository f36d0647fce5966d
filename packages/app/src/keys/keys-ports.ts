import type { ApiKeys } from "@aisle/contracts/api-key";
import type { AuditLog } from "@aisle/contracts/audit";

export interface KeysPorts {
  readonly keys: ApiKeys;
  readonly audit: AuditLog;
}
