import type { JsonValue } from "../artefact/artefact.ts";
import type { NumericArray } from "../artefact/numeric-array.ts";
import type { ItemHistories, ItemHistory } from "./item-histories.ts";

/** One item of a history and what it adds to another item's score: "because they looked at …". */
export interface Contribution {
  readonly item: number;
  readonly amount: number;
}

/** What a scorer is saved as. */
export interface ScorerParts {
  readonly state: { [key: string]: JsonValue };
  readonly arrays: { [name: string]: NumericArray };
}

/** Scores every item for a history: the one shape of all recommenders that a blend is made of. */
export interface ItemScorer {
  readonly kind: string;
  /** `log`: scores are logarithms of shares; `sum`: they add up from zero on. */
  readonly scale: "log" | "sum";
  /** Fills `into`, one place per item. */
  score(history: ItemHistory, into: Float64Array): void;
  /** Takes in new histories without training again; the items they name are within `size`. Absent where it needs training. */
  learn?(histories: ItemHistories): void;
  /** Which items of the history speak for `item`, the strongest first. */
  explain?(history: ItemHistory, item: number): Contribution[];
  parts(): ScorerParts;
}
