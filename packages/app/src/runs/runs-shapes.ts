import type { Problem } from "@aisle/runtime/compile/problem";
import type { StepOutcome } from "@aisle/runtime/execute/step-record";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Preview, ShelfItem } from "../previews/preview.ts";

/** One step of a run, for bars and traces; times count from the run's start. */
export interface StepReport {
  readonly node: string;
  /** The node's title and type as they were in the version that ran. */
  readonly title: string;
  readonly type: string;
  readonly outcome: StepOutcome;
  /** Why it was skipped, fell back or failed, in words for a merchandiser. */
  readonly reason?: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly queueMs: number;
  /** Set when the step did not run: its outputs are those of an earlier run, or pinned. The times are 0 then. */
  readonly source?: "reused" | "pinned";
}

/** What to run: a stored sample of the draft, or a request typed in. */
export type RunInput = { readonly sampleId: string } | { readonly request: JsonObject };

/** One run of a draft: what became of every step, and what stood on its ports. */
export interface RunReport {
  /** Names the run's data in the serving process that ran it, as long as that stores it. */
  readonly runId: string;
  readonly revision: number;
  readonly at: string;
  readonly outcome: "answered" | "failed" | "stopped-early";
  readonly totalMs: number;
  readonly steps: readonly StepReport[];
  /** By `node.port`: outputs of the steps that gave one. */
  readonly previews: { readonly [portRef: string]: Preview };
  /** Nodes of the draft that were left out of the run, because a problem stands on them or before them. */
  readonly leftOut: readonly string[];
  readonly problems: readonly Problem[];
}

/** The whole value that stood on an output in a run, to be pinned. */
export interface PortSample {
  readonly port: string;
  readonly value: Json;
  readonly revision: number;
}

/** The products nearest to a vector, in each collection that was built by the vector's model. */
export interface NearProducts {
  readonly embedder: string;
  readonly collections: readonly { readonly collection: string; readonly items: readonly ShelfItem[] }[];
}

/** How far a rule reaches in the whole catalog. */
export interface RuleReach {
  /** Products of the catalog, and how many of them were looked at: a large catalog is sampled. */
  readonly products: number;
  readonly checked: number;
  /** Of those that were looked at: true, and without a field that the rule reads. */
  readonly yes: number;
  readonly unknown: number;
  /** Why it can never be true of a product; null when it may be. */
  readonly fault: string | null;
}

/** What the text of a field gives on the products that came into its node in a run. */
export type FieldTrial =
  /** The text cannot be read; the message says where. */
  | { readonly kind: "wrong"; readonly message: string }
  /** There is nothing to try it on yet; the message says what to do. */
  | { readonly kind: "untried"; readonly message: string; readonly catalog?: RuleReach }
  | {
      readonly kind: "answers";
      /** What the field does with those that answer yes: `Keeps`, `Raises`; null when the node does not say. */
      readonly says: string | null;
      readonly total: number;
      readonly yes: number;
      readonly no: number;
      /** Products that lack a field which the expression reads. */
      readonly unknown: number;
      readonly items: readonly TrialItem[];
      readonly catalog?: RuleReach;
    }
  | {
      readonly kind: "values";
      readonly total: number;
      readonly missing: number;
      readonly distinct: number;
      readonly items: readonly TrialItem[];
      readonly catalog?: RuleReach;
    };

export interface TrialItem {
  readonly id: string;
  readonly title: string;
  /** Null where the product lacks what is read. */
  readonly value: Json;
}

/** What one step did to a product, of those that it came through. */
export interface StoryStage {
  readonly node: string;
  readonly title: string;
  /** Its place in the list that came in, from 1; null when it was in no list that came in, or in several. */
  readonly before: number | null;
  /** Its place in the list that went out; null when the step did not pass it on. */
  readonly after: number | null;
  /** Places that the step moved it up, or down when negative; not counting those that it rose because others were dropped. */
  readonly moved: number;
  /** How many went out. */
  readonly of: number;
  readonly score: number | null;
  /** What the step's rules did to it: `boost “brand == "Fell"”`, `× 1.5`. */
  readonly rules: readonly { readonly rule: string; readonly change: string }[];
  /** What happened here in words: `moved it up from 5th to 3rd`, `dropped it: sold out`. */
  readonly words: string;
}

/** Why a product stands where it stands in an answer, or why it is not there. */
export interface ProductStory {
  readonly item: ShelfItem;
  /** The whole story: `Shown 3rd: Best sellers found it 1st with 0.82; …`. */
  readonly sentence: string;
  /** Its place in the answer, from 1; null when it is not there. */
  readonly place: number | null;
  readonly found: readonly {
    readonly node: string;
    readonly title: string;
    readonly rank: number;
    readonly score: number;
  }[];
  readonly stages: readonly StoryStage[];
  /** False when only the answer's products were stored of this request, not what stood at each step. */
  readonly whole: boolean;
}
