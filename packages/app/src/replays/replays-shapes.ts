import type { SampleAnswer } from "../versions/versions-shapes.ts";

/** The time whose requests are used. */
export interface LoggedTime {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
  /** `yesterday` in the workspace's time zone; `earlier`, the last day with traffic, and `today`, where only today has any. */
  readonly day: "yesterday" | "earlier" | "today";
}

/** What became of the requests that were drawn. */
export interface ReplayCounts {
  /** Requests of the time, those refused included. */
  readonly logged: number;
  /** Refused ones: their requests are not stored. */
  readonly refused: number;
  readonly drawn: number;
  /** Drawn, but no longer stored. */
  readonly gone: number;
  /** Stored without their request, because it was too large. */
  readonly tooLarge: number;
  /** Do not fit the request schema of a side, such as an e-mail address that is a token now. */
  readonly misfit: number;
  /** Replayed with tokens in the place of personal data. */
  readonly withTokens: number;
  readonly replayed: number;
}

/** What one side answered to the replayed requests. */
export interface ReplayedSide {
  readonly failed: number;
  readonly empty: number;
  /** Answers in which a step fell back. */
  readonly fellBack: number;
  /** Products that were left out of answers because they are sold out. */
  readonly soldOut: number;
  /** Milliseconds; null without an answer. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** A request with what both sides answer to it. */
export interface DifferentRequest {
  readonly decisionId: string;
  readonly at: string;
  /** The request in a few words. */
  readonly title: string;
  readonly before: SampleAnswer;
  readonly after: SampleAnswer;
}

export interface ReplayResult {
  readonly slug: string;
  readonly version: number;
  /** The draft's revision that was replayed. */
  readonly revision: number;
  readonly time: LoggedTime;
  readonly counts: ReplayCounts;
  /** Answered by both sides: how many, how many of these the same in the same order. */
  readonly compared: number;
  readonly same: number;
  /** Mean share of products in common, 0 to 1; null where nothing was compared. */
  readonly overlap: number | null;
  /** Mean number of places that a product in common moved; null where there is none. */
  readonly placesMoved: number | null;
  readonly before: ReplayedSide;
  readonly after: ReplayedSide;
  /** The requests that differ most, the most different first. */
  readonly different: readonly DifferentRequest[];
}

/** What is said while requests are replayed, and at the end; `cannot` says why there is no result. */
export type ReplayMessage<Result> =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "cannot"; readonly reason: string }
  | { readonly kind: "done"; readonly result: Result };

/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const rewardKinds = ["clicks", "carts", "purchases", "revenue"] as const;
export type RewardKind = (typeof rewardKinds)[number];

/** One estimate of what the draft would have earned. */
export interface DraftEstimate {
  readonly method: "doubly-robust" | "snips";
  readonly draft: Estimate;
  /** Draft less live, on the same answers. */
  readonly lift: Estimate;
  readonly effectiveSampleSize: number;
  /** Of the place where support is the weakest; near 1 where the odds are right. */
  readonly meanWeight: number;
}

/** One reward an answer; `cannot` is the reason where there is no estimate. */
export interface RewardScore {
  readonly kind: RewardKind;
  /** Of revenue. */
  readonly currency: string | null;
  /** Slots that earned any. */
  readonly rewarded: number;
  /** What live earned, as it was logged; null where chance cannot be measured. */
  readonly live: Estimate | null;
  readonly estimates: readonly DraftEstimate[];
  readonly cannot: string | null;
}

export interface ScoreResult {
  readonly slug: string;
  readonly version: number;
  readonly revision: number;
  readonly time: Pick<LoggedTime, "since" | "until">;
  readonly counts: ReplayCounts & {
    /** Left out: the odds of what was shown, or of what the draft shows, are not known. */
    readonly unknownOdds: number;
    /** Left out: a side gave no answer to it today. */
    readonly failed: number;
    readonly scored: number;
  };
  /** Slots of an answer that are looked at. */
  readonly positions: number;
  /** Share of the logged slots that were drawn by chance at odds below 1. */
  readonly explored: number;
  /** Share of the answers each of whose slots the draft fills with what live could have shown there. */
  readonly supported: number;
  /** Share of the logged slots whose product live could still show there today. */
  readonly unchanged: number;
  readonly rewards: readonly RewardScore[];
}
