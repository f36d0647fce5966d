import type { DecisionOutcome } from "@aisle/contracts/decision";
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
  readonly looked: number;
  /** True when there are older ones that match. */
  readonly more: boolean;
}
