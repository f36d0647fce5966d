import type { JsonObject } from "@aisle/runtime/json";

/** Everything that is written down, by name. An entry holds ids and settings, never a person's name or address, nor a secret. */
export const auditActions = {
  "person.invited": "invited a person",
  "person.link-made": "made a new sign-in link for a person",
  "person.role-set": "changed a person's role",
  "person.removed": "removed a person",
  "person.data-exported": "exported a person's data",
  "person.data-deleted": "deleted a person's data",
  "sign-in.owner-made": "became the owner by the first sign-in link",
  "sign-in.password-set": "set a password",
  "sign-in.succeeded": "signed in",
  "sign-in.failed": "tried to sign in with a wrong password",
  "sign-in.link-used": "signed in by a link",
  "key.created": "made an API key",
  "key.revoked": "revoked an API key",
  "pipeline.deleted": "deleted a pipeline",
  "version.publish-asked": "published a version",
  "version.live": "made a version live",
  "version.rolled-back": "made an earlier version live again",
  "endpoint.moved": "moved an endpoint's address",
  "endpoint.alias-removed": "removed an earlier address",
  "settings.changed": "changed settings",
  "experiment.created": "made an experiment",
  "experiment.changed": "changed an experiment",
  "experiment.started": "started an experiment",
  "experiment.stopped": "stopped an experiment",
  "experiment.decided": "decided an experiment",
  "experiment.archived": "archived an experiment",
  "experiment.removed": "removed an experiment",
  "metric.stored": "stored a metric",
  "metric.archived": "archived a metric",
  "monitor.limit-set": "set the limit of a monitor",
  "monitor.reference-set": "set what monitors compare with",
  "alert.acknowledged": "acknowledged an alert",
  "alert.assigned": "assigned an alert",
  "alert.muted": "muted alerts",
  "alert.unmuted": "ended a mute of alerts",
  "secret.set": "entered a secret",
  "secret.removed": "removed a secret",
  "secret.rotated": "encrypted all secrets with another key",
  "connection.saved": "saved a connection",
  "connection.deleted": "deleted a connection",
  "backup.taken": "took a backup",
  "backup.restored": "restored a backup",
  "demo-shop.deleted": "deleted the demo shop",
} as const;

export type AuditAction = keyof typeof auditActions;

/** Who did something in a workspace, and by which way. */
export interface AuditActor {
  readonly workspaceId: string;
  readonly userId: string | null;
  readonly via: "studio" | "command" | "job";
}

/** What was done, to what. Ids and settings alone: names, addresses and secrets stay out. */
export interface AuditFact {
  readonly action: AuditAction;
  /** Id or name of what it was done to. */
  readonly subject?: string;
  readonly detail?: JsonObject;
}

/** An entry as it is stored. */
export interface AuditEntry {
  readonly seq: number;
  /** ISO 8601 */
  readonly at: string;
  readonly actor: string | null;
  readonly via: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: JsonObject;
}

/** Which entries are asked for. */
export interface AuditQuery {
  /** A `seq`: those before it. */
  readonly before?: number;
  readonly limit: number;
  readonly action?: string;
  /** The part of an action before its point, such as `key`. */
  readonly kind?: string;
  /** Id of the person who did it. */
  readonly actor?: string;
}

/** What checking a chain found. */
export interface AuditCheck {
  readonly ok: boolean;
  readonly entries: number;
  /** The chain's end as `seq:hash`: noted elsewhere, it proves later that nothing before it was changed or cut off. */
  readonly head: string;
  /** What is wrong, the first fault alone. */
  readonly problem?: string;
}

/** The log of what was done, as it is read; the stores add to it in the transaction of each change. */
export interface AuditLog {
  /** The latest first. */
  list(workspaceId: string, query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Ids of all persons who stand in the log as those who did something. */
  actors(workspaceId: string): Promise<readonly string[]>;
  /** `expect` is an earlier `seq:hash` of the chain. */
  verify(workspaceId: string, expect?: string): Promise<AuditCheck>;
}
