import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { AnswerSlot } from "@aisle/runtime/node-sdk/port-type";

/** One request, as the transport hands it over. */
export interface ServeInput {
  readonly body: Json;
  /** The body as it came, where it is at hand: the log keeps it instead of writing it again. */
  readonly bodyText?: string;
  readonly decisionId: string;
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** True when asked from the studio: logged, but not counted. */
  readonly sample: boolean;
  /** Whether this decision keeps all its candidates. */
  readonly keepCandidates: boolean;
  /** The share of decisions, 0 to 1, that keep theirs at this time. */
  readonly candidateShare?: number;
  /** Which arm of the endpoint answers; `live` unless told. */
  readonly arm?: string;
  /** The unit's arm in each experiment that it is in. */
  readonly arms?: { readonly [experiment: string]: string };
}

/** What is sent, and the decision to log before it is sent. */
export interface Served {
  readonly status: number;
  readonly body: JsonObject;
  readonly decision: ServedDecision;
}

/** A decision as serving makes it; the decision log encodes it. */
export interface ServedDecision {
  readonly workspaceId: string;
  readonly id: string;
  readonly at: number;
  readonly endpoint: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly planId: string;
  /** Which arm of the endpoint answered: `live`, or the name of a canary's or an experiment's arm. */
  readonly arm: string;
  /** The arm of the unit in each experiment that it takes part in. */
  readonly arms?: { readonly [experiment: string]: string };
  readonly unit?: string;
  /** `refused`: the caller's mistake, which is no error of the endpoint; `suspended`: the run waits and goes on later. */
  readonly outcome: "answered" | "fell-back" | "failed" | "refused" | "suspended";
  readonly totalMs: number;
  readonly traceId: string;
  readonly sample: boolean;
  readonly request: JsonObject;
  readonly requestText?: string;
  readonly slots: readonly AnswerSlot[];
  readonly steps: readonly StepRecord[];
  /** The share of decisions that kept their candidates when this one was made. */
  readonly candidateShare?: number;
  readonly candidates?: readonly {
    readonly node: string;
    readonly items: readonly { readonly item: string; readonly score: number }[];
  }[];
  readonly notes?: readonly { readonly node: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}
