import type { ArtefactInfo } from "../artefact/artefact.ts";
import type { BoostedTrees } from "../trees/boosted-trees.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import type { SizeMemory } from "./size-memory.ts";

/** What became of a size that was bought: kept, or found too small or too large (as in a return reason). */
export type FitOutcome = "kept" | "tooSmall" | "tooLarge";

/** Purchases to learn sizes from. */
export interface SizeHistory {
  /** Body measures, one row per purchase; see `MeasureRange` for units and what counts as a slip. */
  measures: FeatureMatrix;
  /** Index of the size that was bought, in the order of the sizes. */
  sizes: ArrayLike<number>;
  /** What became of it; all kept by default. */
  outcomes?: readonly FitOutcome[];
  brands?: readonly string[];
  window?: { from: string | null; to: string | null };
}

/** Values of a measure outside `low`…`high` are slips of the pen, and taken as missing. */
export interface MeasureRange {
  low: number;
  high: number;
}

/** By how much a brand (or a shopper) departs from the rest, in log-odds of needing a larger size. */
export interface SizeOffset {
  offset: number;
  records: number;
}

/** A trained size model: plain data. */
export interface SizeModel {
  /** Names from the smallest to the largest. */
  sizes: readonly string[];
  measures: readonly string[];
  ranges: Readonly<Record<string, MeasureRange>>;
  trees: BoostedTrees;
  /** Scores are divided by this before they become probabilities (Guo et al. 2017). */
  temperature: number;
  /** Bodies seen several times in training. */
  memory: SizeMemory;
  /** What a size one off is worth beside the right one, when the size is chosen. */
  nearCredit: number;
  /** Two neighbouring sizes whose probabilities differ by less are both named. */
  betweenMargin: number;
  brands: Readonly<Record<string, SizeOffset>>;
  info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}
