import type { ColumnFault } from "./column-faults.ts";

/** What was measured about a column; an entry is absent where the measure was not taken. */
export interface ColumnScores {
  missingShare: number;
  /** How well it foretells the target alone: area under the ROC curve, or R². */
  alone?: number;
  /** Nats shared with the target, binned. */
  mutualInformation?: number;
  /** Nats shared with the target, by nearest neighbours; numbers only. */
  neighbourInformation?: number;
  /** Chance of such an association with the target by luck: ANOVA's F for numbers, chi-square for categories. */
  pValue?: number;
  /** Place in the order of mRMR, from 1. */
  mrmrPlace?: number;
  /** Penalty at which L1 lets it in, as a share of the strongest; 0 never. */
  l1Entry?: number;
  /** Share of random halves of the rows in which L1 chooses it. */
  stability?: number;
  /** Share of the gain in boosted trees. */
  gain?: number;
  /** Loss of the trees' measure on unseen rows when it is shuffled, and its standard deviation. */
  permutation?: number;
  permutationDeviation?: number;
}

/** Why a column was selected or dropped. */
export type VerdictCode = "selected" | "weak" | "redundant" | "leak" | ColumnFault["kind"];

/** One column, whether it stays, and why in words. */
export interface ColumnVerdict {
  column: string;
  selected: boolean;
  code: VerdictCode;
  reason: string;
  scores: ColumnScores;
  /** The column that says the same, for duplicates and redundant ones. */
  insteadUse?: string;
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const round = (value: number) => value.toPrecision(2).replace(/\.?0+$/, "");

/** A fault in words. */
export function faultMessage(fault: ColumnFault, nameOf: (column: number) => string): string {
  switch (fault.kind) {
    case "missing":
      return `Dropped: ${percent(fault.share)} of its rows are empty.`;
    case "constant":
      return "Dropped: it has (almost) the same value in every row, so it tells nothing apart.";
    case "duplicate":
      return `Dropped: it repeats "${nameOf(fault.of)}" under another name or in other units.`;
    case "identifier":
      return "Dropped: it numbers the rows (an id or running number), which does not carry over to new ones.";
  }
}

/** A suspected leak in words; `alone` as in `ColumnScores`. */
export function leakMessage(alone: number, regression: boolean): string {
  const measure = regression ? `R² ${alone.toFixed(3)}` : `AUC ${alone.toFixed(3)}`;
  return `Dropped as a suspected leak: alone it foretells the target almost perfectly (${measure}). Check whether it is known before the outcome; if it is, list it as trusted.`;
}

/** The reason for a column that was ranked, from its scores. */
export function rankMessage(
  selected: boolean,
  place: number,
  columns: number,
  { permutation, mutualInformation, stability }: ColumnScores,
): string {
  const facts = [`rank ${place} of ${columns}`];
  if (permutation !== undefined)
    facts.push(
      permutation > 0
        ? `shuffling it costs ${round(permutation)} of the score`
        : "shuffling it costs the score nothing",
    );
  if (mutualInformation !== undefined) facts.push(`it shares ${round(mutualInformation)} nats with the target`);
  if (stability !== undefined) facts.push(`L1 chose it in ${percent(stability)} of random halves`);
  return `${selected ? "Selected" : "Dropped as weak"}: ${facts.join("; ")}.`;
}
