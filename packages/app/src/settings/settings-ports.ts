import type { AuditActor } from "@aisle/contracts/audit";

/** What a workspace has set; a change is written into the audit log together with it. */
export interface WorkspaceSettings {
  timeZone(workspaceId: string): Promise<string>;
  setTimeZone(by: AuditActor, timeZone: string): Promise<void>;
}

export interface SettingsPorts {
  readonly settings: WorkspaceSettings;
}
