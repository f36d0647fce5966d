import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { JsonObject } from "@aisle/runtime/json";
import type { AnswerSlot } from "@aisle/runtime/node-sdk/port-type";
import type { Provenance, RuleEffect } from "@aisle/runtime/node-sdk/product";

/** `refused`: the caller's mistake, which is no error of the endpoint. */
export type DecisionOutcome = "answered" | "fell-back" | "failed" | "refused";

/** What a decision is found and counted by: the columns of its row. */
export interface DecisionHead {
  readonly workspaceId: string;
  /** As `newDecisionId` makes it. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly endpoint: string;
  readonly versionId: string;
  readonly planId: string;
  /** What the assignment hashed: a shopper or session id, absent for a visitor without one. */
  readonly unit?: string;
  readonly outcome: DecisionOutcome;
  readonly totalMs: number;
  readonly traceId?: string;
  /** True when asked from the studio: kept, but not counted in statistics. */
  readonly sample: boolean;
}

/** How one step ended, as the executor records it; kept to the microsecond. */
export type DecisionStep = Omit<StepRecord, "type">;

/** One filled slot: what was shown, why, and with which probability (1 where absent). */
export interface DecisionSlot {
  readonly item: string;
  readonly score: number;
  readonly propensity?: number;
  readonly availability: "in-stock" | "unknown";
  readonly from: readonly Provenance[];
  readonly effects: readonly RuleEffect[];
}

/** The products that stood at one graph node before slots were filled, kept for a share of the requests. */
export interface DecisionCandidates {
  readonly node: string;
  readonly items: readonly { readonly item: string; readonly score: number }[];
}

interface DecisionBody {
  /** The validated request, personal fields replaced by tokens. */
  readonly request: JsonObject;
  /** The arm taken in each experiment. */
  readonly arms?: { readonly [experiment: string]: string };
  readonly steps: readonly DecisionStep[];
  readonly candidates?: readonly DecisionCandidates[];
  readonly notes?: readonly { readonly node: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Milliseconds spent outside of the steps, by name, such as `validate`. */
  readonly timings?: { readonly [part: string]: number };
}

/** A decision as it is handed over to be kept: slots as the answer holds them. */
export interface NewDecision extends DecisionHead, DecisionBody {
  /** JSON text of `request`, where it is at hand already: saves writing it again. */
  readonly requestText?: string;
  readonly slots: readonly AnswerSlot[];
}

/** A decision as it is read back. */
export interface DecisionRecord extends DecisionHead, DecisionBody {
  readonly slots: readonly DecisionSlot[];
}
