import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { JsonObject } from "@aisle/runtime/json";
import type { AnswerSlot } from "@aisle/runtime/node-sdk/port-type";
import type { Provenance, RuleEffect } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

/** `refused`: the caller's mistake, which is no error of the endpoint; `suspended`: the run waits and goes on later. */
export const decisionOutcome = z.enum(["answered", "fell-back", "failed", "refused", "suspended"]);
export type DecisionOutcome = z.infer<typeof decisionOutcome>;

/** Who asked: a program by its API key, or a person who tried the endpoint in the studio. */
export interface AskedBy {
  readonly kind: "key" | "person";
  readonly id: string;
}

/** What a decision is found and counted by: the columns of its row. */
export interface DecisionHead {
  readonly workspaceId: string;
  /** As `newDecisionId` makes it. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly endpoint: string;
  readonly versionId: string;
  /** The number of the version in its pipeline; absent in records of before it was stored. */
  readonly versionNumber?: number;
  readonly planId: string;
  /** Which arm of the endpoint answered: `live`, or the name of a canary's or an experiment's arm; absent as above. */
  readonly arm?: string;
  /** The arm that the unit has in each experiment it takes part in. */
  readonly arms?: { readonly [experiment: string]: string };
  /** What was hashed for experiments that assign by something else than `unit`, by experiment. */
  readonly units?: { readonly [experiment: string]: string };
  /** P(the arm that the unit has), 0–1, in each experiment whose split changes while it runs. */
  readonly armOdds?: { readonly [experiment: string]: number };
  /** What the assignment hashed: a shopper or session id, absent for a visitor without one. */
  readonly unit?: string;
  readonly outcome: DecisionOutcome;
  readonly totalMs: number;
  readonly traceId?: string;
  /** True when asked from the studio: kept, but not counted in statistics. */
  readonly sample: boolean;
}

/** How one step ended, as the executor records it; stored to the microsecond. */
export type DecisionStep = Omit<StepRecord, "type">;

/**
 * P(this item in this slot | request, candidates) under the serving policy: 1 where nothing explored, `unknown` where
 * exploration elsewhere may have changed what stands here and the odds of that were not worked out.
 */
export type Propensity = number | "unknown";

/** The rule by which a slot says which of two rankings drafted its product: `change` is the key of the arm. */
export const interleavedRule = "interleaved";

/** One filled slot: what was shown, why, and with which probability. */
export interface DecisionSlot {
  readonly item: string;
  readonly score: number;
  readonly propensity: Propensity;
  readonly availability: "in-stock" | "unknown";
  readonly from: readonly Provenance[];
  readonly effects: readonly RuleEffect[];
}

/** The products that stood at one graph node before slots were filled, stored for a share of the requests. */
export interface DecisionCandidates {
  readonly node: string;
  readonly items: readonly { readonly item: string; readonly score: number }[];
}

/** A part of a decision that may be too large to store, the first to be left out first. */
export type LargePart = "candidates" | "request" | "notes" | "slots" | "steps";

interface DecisionBody {
  /** Who asked; absent in records of before it was stored. */
  readonly by?: AskedBy;
  /** The validated request, personal fields replaced by tokens. */
  readonly request: JsonObject;
  readonly steps: readonly DecisionStep[];
  readonly candidates?: readonly DecisionCandidates[];
  /** The share of decisions, 0 to 1, that stored their candidates when this one was made: its inverse is a weight. */
  readonly candidateShare?: number;
  readonly notes?: readonly { readonly node: string; readonly message: string }[];
  /** Parts that are not stored because the whole was too large; lists of theirs are empty, a request is `{}`. */
  readonly leftOut?: readonly LargePart[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Milliseconds spent outside of the steps, by name, such as `validate`. */
  readonly timings?: { readonly [part: string]: number };
}

/**
 * A slot as the answer holds it. A propensity that is absent stands for 1 above the first slot that says otherwise, and
 * is stored as `unknown` below it.
 */
export type NewDecisionSlot = Omit<AnswerSlot, "product"> & {
  readonly product: Pick<AnswerSlot["product"], "id" | "score" | "from" | "effects"> & {
    readonly propensity?: Propensity;
  };
};

/** A decision as serving makes it and hands it over to be stored. */
export interface NewDecision extends DecisionHead, DecisionBody {
  /** JSON text of `request`, where it is at hand already: saves writing it again. */
  readonly requestText?: string;
  readonly slots: readonly NewDecisionSlot[];
}

/** A decision as it is read back. */
export interface Decision extends DecisionHead, DecisionBody {
  readonly slots: readonly DecisionSlot[];
}
