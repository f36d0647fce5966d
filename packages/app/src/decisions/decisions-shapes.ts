import type { DecisionOutcome } from "@aisle/contracts/decision";
import type { FollowUp } from "@aisle/contracts/follow-up";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";
import type { ShelfItem } from "../previews/preview.ts";
import type { StepReport } from "../runs/runs-shapes.ts";

/** Which requests of an endpoint to show. */
export const decisionFilter = z.enum(["all", "fell-back", "slow", "failed"]);
export type DecisionFilter = z.infer<typeof decisionFilter>;

export interface DecisionRow {
  readonly id: string;
  readonly at: string;
  readonly versionNumber: number;
  readonly outcome: DecisionOutcome;
  /** Products answered with, or what went wrong: `12 products`, `Vector search late, used best sellers`. */
  readonly words: string;
  readonly totalMs: number;
  readonly steps: readonly StepReport[];
}

/** One logged decision with everything behind it. */
export interface Trace extends DecisionRow {
  readonly slug: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly planId: string;
  /** The request, personal fields replaced by tokens. */
  readonly request: Json;
  readonly slots: readonly ShelfItem[];
  readonly notes: readonly { readonly node: string; readonly message: string }[];
}

/** A click, a basket or an order after an answer. */
export interface TraceFollowUp {
  readonly at: string;
  readonly kind: FollowUp["kind"];
  /** What the event is called, such as `Product Clicked`. */
  readonly name: string | null;
  readonly item: ShelfItem;
  /** The product's place in the answer, from 1; null for a product that was not in it. */
  readonly place: number | null;
  readonly quantity: number;
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly by: FollowUp["by"];
}

/** What a trace's page shows: the decision, who asked, and what followed. */
export interface TraceInFull extends Trace {
  /** Null where it was not stored. */
  readonly by: { readonly kind: "key" | "person"; readonly name: string } | null;
  /** The shopper, personal ones as a token; null for a visitor without an id. */
  readonly unit: string | null;
  readonly followed: {
    readonly items: readonly TraceFollowUp[];
    /** True where there are more than are listed. */
    readonly more: boolean;
    readonly orders: number;
  };
}

/** Which requests to look for, over all endpoints; all conditions must hold. */
export interface RequestQuery {
  readonly endpoint?: string;
  readonly outcome?: DecisionRow["outcome"];
  readonly minMs?: number;
  /** ISO times, both ends included. */
  readonly since?: string;
  readonly until?: string;
  /** A product that was answered with, or the id of a decision. */
  readonly find?: string;
  readonly limit: number;
}

export interface RequestPage {
  readonly rows: readonly (DecisionRow & { readonly slug: string })[];
  /** How many requests were looked through; a product is looked for among the newest. */
  readonly checked: number;
  /** True when there are older ones that match. */
  readonly more: boolean;
}
