/** A secret as people see it: all but its value, which is shown to nobody. */
export interface SecretSummary {
  readonly name: string;
  /** ISO 8601 */
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  /** False while the key that it was encrypted with is missing: enter it again, or put the key back. */
  readonly readable: boolean;
}

/** What a rotation of the key did. */
export interface SecretRotation {
  readonly keyId: string;
  readonly reencrypted: number;
  /** Names of the workspace's secrets that no key decrypts any more. */
  readonly unreadable: readonly string[];
}
