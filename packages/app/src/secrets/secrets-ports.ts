/** Where a secret belongs. */
export interface SecretPlace {
  readonly workspaceId: string;
  readonly name: string;
}

/** Encrypted secrets of all workspaces. */
export interface SecretRecords {
  set(place: SecretPlace, value: string, by: string): Promise<void>;
  list(workspaceId: string): Promise<
    readonly {
      readonly name: string;
      readonly updatedAt: Date;
      readonly updatedBy: string | null;
      readonly readable: boolean;
    }[]
  >;
  /** False when there was none. */
  remove(place: SecretPlace): Promise<boolean>;
  /** Encrypts all of them with another key. */
  rotate(): Promise<{
    readonly keyId: string;
    readonly reencrypted: number;
    readonly unreadable: readonly SecretPlace[];
  }>;
}
