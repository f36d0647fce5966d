import type { ApiKeys } from "@aisle/contracts/api-key";
import type { AuditLog } from "../audit/audit-ports.ts";

export interface KeysPorts {
  readonly keys: ApiKeys;
  readonly audit: AuditLog;
}
