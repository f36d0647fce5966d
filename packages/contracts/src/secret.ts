import type { AuditActor } from "./audit.ts";

/** Where a secret belongs. */
export interface SecretPlace {
  readonly workspaceId: string;
  readonly name: string;
}

/** A secret as people see it: all but its value. */
export interface SecretRow {
  readonly name: string;
  readonly updatedAt: Date;
  /** Id of the person who entered it last. */
  readonly updatedBy: string | null;
  /** False while the key that it was encrypted with is not there: it has to be entered again, or the key put back. */
  readonly readable: boolean;
}

/** What a rotation did. */
export interface Rotation {
  /** Id of the key that encrypts from now on. */
  readonly keyId: string;
  readonly reencrypted: number;
  /** Secrets that cannot be decrypted with any key that is there: they have to be entered again. */
  readonly unreadable: readonly SecretPlace[];
}

/** Encrypted secrets of all workspaces; each change is written into the audit log together with it. */
export interface SecretRecords {
  set(place: SecretPlace, value: string, by: AuditActor & { readonly userId: string }): Promise<void>;
  list(workspaceId: string): Promise<readonly SecretRow[]>;
  /** False when there was none. */
  remove(place: SecretPlace, by: AuditActor): Promise<boolean>;
  /** Encrypts all of them with another key. */
  rotate(by: AuditActor): Promise<Rotation>;
}
