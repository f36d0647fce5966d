import type { AuditActor } from "../audit/audit-ports.ts";

/** Where a secret belongs. */
export interface SecretPlace {
  readonly workspaceId: string;
  readonly name: string;
}

/** Encrypted secrets of all workspaces; each change is written into the audit log together with it. */
export interface SecretRecords {
  set(place: SecretPlace, value: string, by: AuditActor & { readonly userId: string }): Promise<void>;
  list(workspaceId: string): Promise<
    readonly {
      readonly name: string;
      readonly updatedAt: Date;
      readonly updatedBy: string | null;
      readonly readable: boolean;
    }[]
  >;
  /** False when there was none. */
  remove(place: SecretPlace, by: AuditActor): Promise<boolean>;
  /** Encrypts all of them with another key. */
  rotate(by: AuditActor): Promise<{
    readonly keyId: string;
    readonly reencrypted: number;
    readonly unreadable: readonly SecretPlace[];
  }>;
}

export interface SecretsPorts {
  readonly secrets: SecretRecords;
}
