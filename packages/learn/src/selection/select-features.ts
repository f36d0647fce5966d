import { normalDraw, type Random, shuffle } from "../seeded-random.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { checkLabelledMatrix, type LabelledMatrix } from "../trees/feature-matrix.ts";
import { anovaF, chiSquareTest } from "./association-tests.ts";
import { columnFaults } from "./column-faults.ts";
import { type ColumnScores, type ColumnVerdict, faultMessage, leakMessage, rankMessage } from "./column-verdict.ts";
import { linearEvidence } from "./linear-evidence.ts";
import { modelEvidence } from "./model-evidence.ts";
import { mrmrOrder } from "./mrmr.ts";
import { binnedMutualInformation } from "./mutual-information.ts";
import { numberClassInformation, numberNumberInformation } from "./neighbour-information.ts";
import { redundancyClusters, similarities } from "./redundancy-clusters.ts";
import { columnOf, discreteColumns, discreteTarget, type SelectionTask, withColumns } from "./selection-data.ts";
import { singleColumnStrength } from "./single-column-strength.ts";

/** How columns are selected; every field but `task` has a default. */
export interface SelectFeaturesOptions {
  task: SelectionTask;
  /** Columns to keep at most; half of them by default. */
  maxColumns?: number;
  /** Columns known before the outcome, never called leaks. */
  trusted?: readonly string[];
  /** Alone above this (area under the ROC curve, or R²) a column is a suspected leak; .95. */
  leakAbove?: number;
  /** Columns at least this alike (|Spearman| or Cramér's V) say the same; .95. */
  redundantAbove?: number;
  /** Folds of the trees; 3. Pairs of halves of stability selection; 10. */
  folds?: number;
  stabilityPairs?: number;
}

/** The columns to keep, by falling usefulness, and a verdict on every column in the order given. */
export interface FeatureSelection {
  selected: string[];
  verdicts: ColumnVerdict[];
}

const bins = 16;
const maxNeighbourRows = 4000;

/**
 * Chooses columns in four sieves: faults of the column itself, suspected leaks, the weaker of columns that say the
 * same, then the rank: what shuffling a column costs boosted trees on unseen rows, ties by mRMR. Every measure that
 * was taken stands in the verdict. Memory: 24 bytes a cell and 8 per pair of columns, besides that of trees. Throws
 * `TrainingTooLarge` where that is too much, `TrainingCancelled` when stopped.
 */
export function selectFeatures(
  data: LabelledMatrix,
  options: SelectFeaturesOptions,
  control: TrainingControl = {},
): FeatureSelection {
  checkLabelledMatrix(data);
  const { task, trusted = [], leakAbove = 0.95, redundantAbove = 0.95, folds = 3, stabilityPairs = 10 } = options;
  const width = data.columns.length;
  requireMemory(
    control,
    "This selection",
    24 * data.rows * width + 8 * width * width,
    "Draw fewer rows, or leave columns out that are of no use.",
  );
  const maxColumns = options.maxColumns ?? Math.ceil(width / 2);
  const random = randomOf(control);
  const report = (stage: string, done: number, total: number) => checkpoint(control, { stage, done, total });
  const nameOf = (column: number) => data.columns[column]!.name;

  const discrete = discreteColumns(data, bins, random);
  const target = discreteTarget(data, task, bins, random);
  const verdicts: (ColumnVerdict | undefined)[] = new Array(width);
  const scores = data.columns.map((_, j): ColumnScores => {
    report("columns", j + 1, width);
    return singleColumnScores(j);
  });
  const drop = (j: number, code: ColumnVerdict["code"], reason: string, insteadUse?: string) => {
    verdicts[j] = {
      column: nameOf(j),
      selected: false,
      code,
      reason,
      scores: scores[j]!,
      ...(insteadUse === undefined ? {} : { insteadUse }),
    };
  };
  const left = () => [...verdicts.keys()].filter((j) => !verdicts[j]);

  for (const [j, fault] of columnFaults(data).entries())
    if (fault)
      drop(j, fault.kind, faultMessage(fault, nameOf), fault.kind === "duplicate" ? nameOf(fault.of) : undefined);
  for (const j of left())
    if (scores[j]!.alone! > leakAbove && !trusted.includes(nameOf(j)))
      drop(j, "leak", leakMessage(scores[j]!.alone!, task.kind === "regression"));

  const sound = left();
  for (const [place, step] of mrmrOrder(
    sound.map((j) => discrete[j]!),
    target,
    width,
  ).entries())
    scores[sound[step.column]!]!.mrmrPlace = place + 1;
  dropRedundant();

  const candidates = left();
  if (candidates.length === 0) return { selected: [], verdicts: verdicts as ColumnVerdict[] };
  const remaining = withColumns(data, candidates);
  const trees = modelEvidence(remaining, task, folds, random, (done) => report("trees", done, folds));
  const chosen = Math.min(maxColumns, candidates.length);
  const linear = linearEvidence(remaining, task, chosen, stabilityPairs, random, (done) =>
    report("stability", done, stabilityPairs),
  );
  for (const [k, j] of candidates.entries())
    Object.assign(scores[j]!, {
      gain: trees.gain[k]!,
      permutation: trees.permutation[k]!,
      permutationDeviation: trees.deviation[k]!,
      l1Entry: linear.entry[k]!,
      stability: linear.stability[k]!,
    });
  const cost = (j: number) => Math.max(0, scores[j]!.permutation!);
  const ranked = candidates.slice().sort((a, b) => cost(b) - cost(a) || scores[a]!.mrmrPlace! - scores[b]!.mrmrPlace!);
  for (const [place, j] of ranked.entries()) {
    const selected = place < maxColumns;
    const reason = rankMessage(selected, place + 1, ranked.length, scores[j]!);
    verdicts[j] = { column: nameOf(j), selected, code: selected ? "selected" : "weak", reason, scores: scores[j]! };
  }
  return { selected: ranked.slice(0, maxColumns).map(nameOf), verdicts: verdicts as ColumnVerdict[] };

  function singleColumnScores(j: number): ColumnScores {
    const values = columnOf(data, j);
    const present = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
    const classes = target.codes;
    const number = data.columns[j]!.kind === "number";
    const test = number ? anovaF(values, classes) : chiSquareTest(discrete[j]!, target);
    return {
      missingShare: 1 - present.length / data.rows,
      alone: singleColumnStrength(discrete[j]!, data.labels, task, random),
      mutualInformation: binnedMutualInformation(discrete[j]!, target),
      ...(test.degenerate ? {} : { pValue: test.pValue }),
      ...(number && present.length > 10 ? { neighbourInformation: neighbourInformation(values, present) } : {}),
    };
  }

  function neighbourInformation(values: Float64Array, present: number[]): number {
    const rows = present.length > maxNeighbourRows ? shuffle(present, random).slice(0, maxNeighbourRows) : present;
    const column = withNoise(
      Float64Array.from(rows, (row) => values[row]!),
      random,
    );
    const labels = Float64Array.from(rows, (row) => data.labels[row]!);
    if (task.kind === "classification") return numberClassInformation(column, labels);
    return numberNumberInformation(column, withNoise(labels, random));
  }

  function dropRedundant() {
    const columns = left();
    const alike = similarities(withColumns(data, columns), random);
    for (const cluster of redundancyClusters(alike, columns.length, redundantAbove)) {
      const strength = (k: number) => scores[columns[k]!]!.mutualInformation!;
      const [best, ...rest] = cluster.sort((a, b) => strength(b) - strength(a) || a - b) as [number, ...number[]];
      for (const k of rest) {
        const likeness = alike[best * columns.length + k]!.toFixed(2);
        const name = nameOf(columns[best]!);
        drop(
          columns[k]!,
          "redundant",
          `Dropped: it says the same as "${name}" (${likeness} alike), which tells more of the target.`,
          name,
        );
      }
    }
  }
}

/** Equal values break the count of neighbours; noise far below the spread sets them apart (Kraskov et al. 2004). */
function withNoise(values: Float64Array, random: Random): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => value + 1e-8 * spread * normalDraw(random));
}
