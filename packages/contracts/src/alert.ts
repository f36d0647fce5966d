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

export interface AlertNote {
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/**
 * An alert as it is stored; times are milliseconds since 1970.
 *
 * @public
 */
export interface Alert extends NewAlert {
  readonly id: string;
  readonly raisedAt: number;
  /** When it was last found to be so. */
  readonly seenAt: number;
  readonly state: AlertState;
  readonly recoveredAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly assignee: string | null;
  readonly notes: readonly AlertNote[];
}
