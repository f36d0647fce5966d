import type { JsonObject } from "@aisle/runtime/json";
import type { Decision } from "./decision.ts";
import type { FoldCursor, FoldPosition, SnapshotRange } from "./fold-source.ts";

/** What monitors watch: an endpoint by its address, or the events of one name. */
export type SubjectKind = "endpoint" | "events";

export interface MonitorSubject {
  readonly kind: SubjectKind;
  /** Address of the endpoint, or the events' name in lower case. */
  readonly name: string;
}

/** An hour of a subject: what one row of sketches is of. */
export interface MonitorHour extends MonitorSubject {
  /** When the hour begins, milliseconds since 1970: whole hours of UTC. */
  readonly at: number;
}

/** What monitors read of a decision. */
export type MonitoredDecision = Pick<
  Decision,
  "id" | "at" | "endpoint" | "versionNumber" | "arm" | "outcome" | "totalMs" | "request" | "slots" | "steps"
>;

/** Whether a decision gave an answer: what is refused, failed or waits has none that somebody could click. */
export const isAnswer = ({ outcome }: Pick<MonitoredDecision, "outcome">): boolean =>
  outcome === "answered" || outcome === "fell-back";

/** What monitors read of an event. */
export interface MonitoredEvent {
  readonly id: string;
  /** Milliseconds since 1970: when it happened, and when it arrived. */
  readonly at: number;
  readonly receivedAt: number;
  readonly name: string;
  readonly hasShopper: boolean;
  readonly namesDecision: boolean;
  /** Made by the demo shop. */
  readonly isDemo: boolean;
  readonly properties: JsonObject;
  readonly follows?: Follows;
}

/** The first of its kind that followed an answer, within `followMs` of it; the answer is logged and no sample. */
export interface Follows {
  readonly what: FollowUp;
  readonly decision: FollowedDecision;
}

/** What somebody did with an answer, by the name of the event that says so (lower case, single spaces). */
export const followUps = {
  "product clicked": "clicked",
  "product added": "added",
  "order completed": "ordered",
} as const;
export type FollowUp = (typeof followUps)[keyof typeof followUps];

/** Milliseconds after an answer within which events count as following from it: older hours no longer fill. */
export const followMs = 6 * 3_600_000;

/** What monitors read of a decision that an event names. */
export type FollowedDecision = Omit<MonitoredDecision, "totalMs">;

/** How far rows are folded. */
export interface MonitorPosition extends FoldPosition {
  /** Of what hours hold; absent in the first. */
  readonly format?: number;
}

/** Sketches of an hour as they are stored. */
export interface StoredMonitorHour extends MonitorHour {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Where the rows that monitors of a workspace watch come from, and where their sketches are stored. */
export interface MonitorSource {
  /** How far rows are folded; undefined before the first time, or where it cannot be gone on with. */
  load(): Promise<MonitorPosition | undefined>;
  /**
   * Forgets the hours whose rows are still there (or all of them), so that they are folded again, and begins at a position; false where
   * somebody else stored meanwhile.
   */
  restart(position: MonitorPosition, hours: "retained" | "all"): Promise<boolean>;
  /** Replaces these hours and the position, all of it or nothing; false where somebody else did meanwhile. */
  store(position: MonitorPosition, hours: readonly StoredMonitorHour[]): Promise<boolean>;
  /** What is stored of some hours; those without sketches are left out. */
  hours(of: readonly MonitorHour[]): Promise<readonly StoredMonitorHour[]>;
  /** The subjects of a kind. */
  subjects(kind: SubjectKind): Promise<readonly string[]>;
  /** A snapshot of all that is committed now. */
  now(): Promise<string>;
  /** Whether the workspace's demo shop is there. */
  hasDemo(): Promise<boolean>;
  /** In the order of time and id, without samples. */
  decisions(range: SnapshotRange, after: FoldCursor): AsyncIterable<readonly MonitoredDecision[]>;
  /** What followed one of these decisions and was committed up to a snapshot, in the order of time and id. */
  followUps(to: string, decisions: readonly MonitoredDecision[]): Promise<readonly Follows[]>;
  /** In the order of time and id. */
  events(range: SnapshotRange, after: FoldCursor): AsyncIterable<readonly MonitoredEvent[]>;
}
