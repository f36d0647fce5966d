import type { Explanation } from "@aisle/contracts/explanation";
import type {
  FindingKind,
  MonitorBins,
  MonitorFigure,
  MonitorMeasure,
  MonitorNote,
  MonitorReference,
} from "@aisle/contracts/monitor-reading";
import type { MonitorSubject, SubjectKind } from "@aisle/contracts/monitor-source";

/** `changed`: something large and sure; `steady`; `learning`: there is nothing to compare with yet; `gone`: no longer live. */
export type HealthState = "changed" | "steady" | "learning" | "gone";

/** How one window stood, by today's limits. */
export interface HealthDay {
  /** Its end, ISO 8601. */
  readonly to: string;
  /** Monitors beyond their limit; null where none could be judged. */
  readonly changed: number | null;
}

/** An endpoint, or the events of a name, at a glance. */
export interface SubjectHealth {
  readonly kind: SubjectKind;
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly pipelineId: string | null;
  readonly state: HealthState;
  /** Rows of the window, and of a usual one. */
  readonly rows: number;
  readonly usualRows: number | null;
  readonly watched: number;
  readonly changed: number;
  /** Thirty windows, the last one at the end. */
  readonly days: readonly HealthDay[];
}

/** Something that changed, of whatever subject. */
export interface ChangeRow {
  readonly kind: SubjectKind;
  readonly name: string;
  readonly title: string;
  readonly monitor: string;
  readonly finding: FindingKind;
  readonly statement: string;
  /** ISO 8601. */
  readonly since: string;
  readonly pValue: number;
  /** How many times its limit. */
  readonly ratio: number;
}

export interface HealthOverview {
  /** IANA zone of the workspace. */
  readonly timeZone: string;
  /** End of the window that was read last, and when rows were folded last, ISO 8601; null before the first time. */
  readonly readTo: string | null;
  readonly foldedAt: string | null;
  readonly subjects: readonly SubjectHealth[];
  /** The surest and largest first. */
  readonly changes: readonly ChangeRow[];
}

/** What a monitor is about: its place on the page. */
export type MonitorGroup = "outcome" | "traffic" | "answers" | "scores" | "steps" | "request" | "other";

export interface MonitorRow {
  readonly monitor: string;
  readonly group: MonitorGroup;
  /** Node of the graph, where it watches a step. */
  readonly node: string | null;
  readonly title: string;
  readonly measure: MonitorMeasure;
  readonly score: number;
  readonly limit: number;
  /** What a person set; null where it is learned. */
  readonly ownLimit: number | null;
  readonly isChanged: boolean;
  readonly statement: string | null;
  readonly since: string | null;
  readonly pValue: number | null;
  readonly figure: MonitorFigure;
  readonly bins: MonitorBins | null;
  readonly numbers: { readonly ks: number; readonly psi: number } | null;
  /** Scores of earlier windows, the newest first. */
  readonly past: readonly (number | null)[];
}

/** What happened to a subject, on its axis of time. */
export interface HealthMark {
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
}

export interface SubjectDetail extends MonitorSubject {
  readonly title: string;
  readonly pipelineId: string | null;
  readonly timeZone: string;
  /** ISO 8601. */
  readonly window: { readonly from: string; readonly to: string };
  readonly reference: MonitorReference;
  /** Whether a person chose the reference. */
  readonly isOwnReference: boolean;
  readonly rows: number;
  readonly referenceRows: number;
  readonly monitors: readonly MonitorRow[];
  readonly notes: readonly MonitorNote[];
  readonly explanations: readonly Explanation[];
  readonly marks: readonly HealthMark[];
}

/** How often a limit would have been passed. */
export interface BackTest {
  readonly limit: number;
  readonly days: number;
  /** Ends of the windows beyond it, ISO 8601, the newest first. */
  readonly fired: readonly string[];
}
