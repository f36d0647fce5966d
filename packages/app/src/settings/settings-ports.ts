import type { AuditLog } from "../audit/audit-ports.ts";

/** What a workspace has set. */
export interface WorkspaceSettings {
  timeZone(workspaceId: string): Promise<string>;
  setTimeZone(workspaceId: string, timeZone: string): Promise<void>;
}

export interface SettingsPorts {
  readonly settings: WorkspaceSettings;
  readonly audit: AuditLog;
}
