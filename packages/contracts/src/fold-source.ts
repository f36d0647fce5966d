import type { JsonObject } from "@aisle/runtime/json";
import type { ExperimentFacts } from "./experiment-facts.ts";
import type { Reading } from "./reading.ts";

/** A decision in which a unit met an arm of an experiment. */
export interface FoldDecision {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly unit: string;
  readonly arm: string;
  /** P(the arm), where the split changes while it runs. */
  readonly odds?: number;
  readonly outcome: string;
  readonly totalMs: number;
  readonly facts: ExperimentFacts;
}

/** An event as metrics see it. */
export interface FoldEvent {
  readonly id: string;
  /** Milliseconds since 1970: when it happened, and when it arrived. */
  readonly at: number;
  readonly receivedAt: number;
  readonly name: string;
  readonly shopperId?: string;
  readonly sessionId?: string;
  /** As it was sent. */
  readonly payload: JsonObject;
  /** The unit of the decision that it names, where that is one of the experiment. */
  readonly decisionUnit?: string;
  /** The decision that it names, where two rankings shared its answer: its id, and the arm that drafted each product. */
  readonly shared?: { readonly decision: string; readonly teamOf: ReadonlyMap<string, string> };
}

/**
 * How far an experiment is folded. Snapshots are PostgreSQL's: all that was committed before `snapshot` is folded; where there is a
 * `target`, what was committed between the two is being folded, in the order of `after`.
 */
export interface FoldPosition {
  readonly snapshot: string | null;
  readonly target: string | null;
  readonly phase: "decisions" | "events";
  /** The last row that is folded, by time and id. */
  readonly after: { readonly at: number; readonly id: string } | null;
  /** Whether the demo shop was there: its events are taken out again with it. */
  readonly demo: boolean;
}

/** A place in a walk: rows behind it are given. */
export type FoldCursor = FoldPosition["after"];

/** Rows that are committed between two snapshots. */
export interface SnapshotRange {
  readonly from: string | null;
  readonly to: string;
}

/** Where the rows of one experiment come from, and where its sums are stored. */
export interface FoldSource {
  /** What is stored; undefined before the first time, or where it cannot be gone on with. */
  load(): Promise<{ readonly position: FoldPosition; readonly bytes: Uint8Array } | undefined>;
  /** Replaces what is stored, all of it or nothing; false where somebody else did meanwhile. */
  store(position: FoldPosition, bytes: Uint8Array, reading?: Reading): Promise<boolean>;
  /** A snapshot of all that is committed now. */
  now(): Promise<string>;
  /** Whether the workspace's demo shop is there. */
  hasDemo(): Promise<boolean>;
  /** In the order of time and id. */
  decisions(range: SnapshotRange, after: FoldCursor): AsyncIterable<readonly FoldDecision[]>;
  /** Events of some names (lower case, single spaces) in the order of time and id. */
  events(range: SnapshotRange, names: readonly string[], after: FoldCursor): AsyncIterable<readonly FoldEvent[]>;
  /** Events that name one of these decisions. */
  eventsOfDecisions(to: string, names: readonly string[], decisions: readonly string[]): Promise<readonly FoldEvent[]>;
  /** Events of shoppers from a time on. */
  eventsOfShoppers(
    to: string,
    names: readonly string[],
    shoppers: readonly string[],
    from: number,
  ): Promise<readonly FoldEvent[]>;
  /** All events from a time on. */
  eventsSince(to: string, names: readonly string[], from: number): AsyncIterable<readonly FoldEvent[]>;
  /** Those of these shoppers who did something in the four weeks before a time, and when at first. */
  withPast(
    units: readonly { readonly unit: string; readonly at: number }[],
  ): Promise<readonly { readonly unit: string; readonly at: number }[]>;
  /** Every form of the ids of people whose data was deleted lately. */
  forgotten(): Promise<readonly string[]>;
  /** What products cost a unit, in minor units of a currency. */
  costs(
    products: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly cost: number; readonly currency: string | null }>>;
  /** Ids of the products that can be sold now: those for sale that are not known to be sold out. */
  sellable(): AsyncIterable<readonly string[]>;
  /** Forms by which the decision log may name an id. */
  formsOf(id: string): readonly string[];
}
