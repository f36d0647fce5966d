import type { AuditLog } from "@aisle/contracts/audit";

/** What a workspace has set. */
export interface WorkspaceSettings {
  timeZone(workspaceId: string): Promise<string>;
  setTimeZone(workspaceId: string, timeZone: string): Promise<void>;
}

export interface SettingsPorts {
  readonly settings: WorkspaceSettings;
  readonly audit: AuditLog;
}
