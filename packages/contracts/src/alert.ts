import type { AuditActor } from "./audit.ts";
import type { Explanation } from "./explanation.ts";
import type { MonitorFinding } from "./monitor-reading.ts";
import type { MonitorSubject } from "./monitor-source.ts";
import type { MonitorWindow } from "./monitor-window.ts";

/** `open`: nobody took it yet; `acknowledged`: somebody did; `recovered`: what it says is over. */
export type AlertState = "open" | "acknowledged" | "recovered";

/** What is being raised: one for each cause and day. */
export interface NewAlert extends MonitorSubject {
  /** The same for the same cause of the same subject; together with the day it is raised once. */
  readonly key: string;
  /** One line, such as "Click-through of home fell from 4.9 % to 4.0 %". */
  readonly title: string;
  /** One sentence: the cause, or that none was found. */
  readonly statement: string;
  /** `high` for business figures, a silent subject and failing steps; `low` for what only drifted. */
  readonly severity: "high" | "low";
  /** First hour of the change. */
  readonly since: number;
  readonly window: MonitorWindow;
  /** The findings that share the cause, the leading one first. */
  readonly findings: readonly MonitorFinding[];
  readonly explanation: Explanation | null;
}

/** What happened to an alert; a job pipeline can start on it. */
export interface AlertEvent {
  /** Rises with each of a workspace. */
  readonly seq: number;
  readonly alertId: string;
  readonly type: "raised" | "recovered" | "acknowledged" | "assigned" | "noted";
  /** Of a note, its text; of an assignment, who. */
  readonly text: string;
  readonly by: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An alert as it is stored; times are milliseconds since 1970. */
export interface Alert extends NewAlert {
  readonly id: string;
  readonly raisedAt: number;
  /** When it was last found to be so. */
  readonly seenAt: number;
  readonly state: AlertState;
  /** Nobody was sent it: it was muted when it was raised. */
  readonly muted: boolean;
  readonly recoveredAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly assignee: string | null;
}

/** What is not sent to anybody for a while. */
export interface AlertMute extends MonitorSubject {
  readonly id: string;
  /** Key of one cause; null for everything of the subject. */
  readonly key: string | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly reason: string;
  readonly by: string | null;
}

/** When messages wait, and whether a digest is sent. */
export interface AlertSettings {
  /** Minutes of the workspace's day, 0 to 1439; from above to goes over midnight. */
  readonly quiet: { readonly from: number; readonly to: number; readonly all: boolean } | null;
  readonly digest: boolean;
  /** Two letters (ISO 3166-1) of the country whose holidays may be a cause. */
  readonly country: string | null;
}

/** An event that is to be sent, with its alert. */
export interface UnsentAlertEvent extends AlertEvent {
  readonly alert: Alert;
  /** The message that it was put into; null while it is in none. */
  readonly batch: number | null;
}

export interface AlertQuery {
  readonly state?: "open" | "recovered";
  readonly subject?: MonitorSubject;
  readonly limit: number;
  /** Those raised before, milliseconds since 1970. */
  readonly before?: number;
}

/** Alerts of workspaces. */
export interface AlertRecords {
  /**
   * Stores what a run of readings found, all of it or nothing: what goes on is seen again, what is new is raised, and what was not found
   * in three windows in a row has recovered. The same run again changes nothing. `subjects` were read, in windows that end at `to`.
   */
  apply(
    workspaceId: string,
    run: {
      readonly alerts: readonly NewAlert[];
      readonly subjects: readonly MonitorSubject[];
      readonly to: number;
      readonly timeZone: string;
    },
  ): Promise<void>;
  list(workspaceId: string, query: AlertQuery): Promise<readonly Alert[]>;
  openCount(workspaceId: string): Promise<number>;
  find(workspaceId: string, id: string): Promise<Alert | undefined>;
  events(workspaceId: string, alertId: string): Promise<readonly AlertEvent[]>;
  /** False where there is none, or it recovered already. */
  acknowledge(by: AuditActor, id: string): Promise<boolean>;
  assign(by: AuditActor, id: string, assignee: string | null): Promise<boolean>;
  note(by: AuditActor, id: string, text: string): Promise<boolean>;
  mutes(workspaceId: string): Promise<readonly AlertMute[]>;
  mute(by: AuditActor, mute: Omit<AlertMute, "by">): Promise<void>;
  unmute(by: AuditActor, id: string): Promise<boolean>;
  settings(workspaceId: string): Promise<AlertSettings>;
  setSettings(by: AuditActor, settings: AlertSettings): Promise<void>;
  /** Whether somebody belongs to the workspace. */
  isMember(workspaceId: string, userId: string): Promise<boolean>;
}
