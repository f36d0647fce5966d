import type { Caller } from "@aisle/app/access/caller";
import type { Role } from "@aisle/app/access/role";
import type { JsonObject } from "@aisle/runtime/json";

/** A person with a live session. */
export interface SignedIn {
  readonly userId: string;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** True for whoever holds the token of this machine, instead of a session. */
  readonly byToken?: boolean;
}

/** A person as the use cases know one. */
export function callerOf({
  workspaceId,
  userId,
  role,
  byToken = false,
}: Pick<SignedIn, "workspaceId" | "userId" | "role" | "byToken">): Required<Caller> {
  return { workspaceId, userId, role, via: byToken ? "command" : "studio" };
}

/** What access keeps beside better-auth's own tables: sign-in links, and who belongs to which workspace. */
export interface AccessStore {
  /**
   * Marks a link as used when it is known, fresh and unused, and says whose it is: a person's who was invited, or else
   * the owner's. `tokenHash` is SHA-256 of the token.
   */
  takeLink(tokenHash: Uint8Array): Promise<{ readonly userId?: string } | undefined>;
  /** The first workspace's owner. */
  ownerId(): Promise<string | undefined>;
  /** Every owner of a workspace, by id. */
  ownersOf(workspaceId: string): Promise<readonly string[]>;
  /** Writes into the audit log that a person has set a password. */
  passwordSet(userId: string): Promise<void>;
  /**
   * Writes into the audit log that someone has signed in, or gave a wrong password for an account, by the account's e-mail address or
   * id. An account that nobody has is no workspace's, and stands in no log.
   */
  signInEnded(
    account: { readonly email: string } | { readonly userId: string },
    action: "sign-in.succeeded" | "sign-in.failed" | "sign-in.link-used",
    detail?: JsonObject,
  ): Promise<void>;
  /** Makes a person the owner of the workspace, which is made when there is none. */
  makeOwner(userId: string): Promise<void>;
  /** Who the command on this machine acts as: the owner, or nobody in particular before there is one. */
  localCaller(): Promise<SignedIn | undefined>;
  /** The workspace that a person works in. */
  workspaceOf(userId: string): Promise<{ readonly id: string; readonly name: string; readonly role: Role } | undefined>;
}
