import { z } from "zod";
import type { AuditActor } from "./audit.ts";

/** `endpoint` keys ask endpoints, `write` keys send events. */
export const keyKind = z.enum(["endpoint", "write"]);
export type KeyKind = z.infer<typeof keyKind>;

/** An API key, all but its text. */
export interface ApiKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/**
 * The API keys of a workspace; the text of one exists only in the answer to `create`. Each change is written into the audit log
 * together with it.
 */
export interface ApiKeys {
  create(
    by: AuditActor,
    input: { readonly kind: KeyKind; readonly name: string },
  ): Promise<{ readonly row: ApiKey; readonly key: string }>;
  list(workspaceId: string): Promise<readonly ApiKey[]>;
  /** The name of a key, in force or revoked. */
  nameOf(workspaceId: string, keyId: string): Promise<string | undefined>;
  /** True when there was such a key. */
  revoke(by: AuditActor, keyId: string): Promise<boolean>;
}
