import type { AlertEvent, AlertMute, AlertState } from "@aisle/contracts/alert";
import type { Explanation } from "@aisle/contracts/explanation";
import type { SubjectKind } from "@aisle/contracts/monitor-source";
import type { Person } from "../access/person.ts";

/** An alert in a list; times are ISO 8601. */
export interface AlertListed {
  readonly id: string;
  readonly kind: SubjectKind;
  /** Address of the endpoint, or the events' name. */
  readonly name: string;
  readonly title: string;
  readonly statement: string;
  readonly severity: "high" | "low";
  readonly state: AlertState;
  readonly muted: boolean;
  readonly since: string;
  readonly raisedAt: string;
  readonly recoveredAt: string | null;
  readonly assignee: Person | null;
}

export interface AlertList {
  /** Open ones that nobody muted. */
  readonly open: number;
  readonly items: readonly AlertListed[];
  /** Of the next page; null on the last one. */
  readonly before: string | null;
}

/** What happened to an alert. */
export interface AlertHappening {
  readonly type: AlertEvent["type"];
  readonly at: string;
  readonly by: Person | null;
  readonly text: string;
}

export interface AlertDetail extends AlertListed {
  /** Key of its cause: what a mute may name. */
  readonly key: string;
  readonly seenAt: string;
  readonly acknowledgedBy: Person | null;
  readonly findings: readonly { readonly monitor: string; readonly statement: string; readonly since: string }[];
  readonly explanation: Explanation | null;
  readonly happenings: readonly AlertHappening[];
}

export type MuteRow = Omit<AlertMute, "until" | "by"> & { readonly until: string; readonly by: Person | null };
