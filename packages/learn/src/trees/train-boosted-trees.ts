import type { JsonValue } from "../artefact/artefact.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { type BinnedMatrix, binMatrix } from "./binned-matrix.ts";
import type { BoostedTrees } from "./boosted-trees.ts";
import { findColumnBins } from "./column-bins.ts";
import { checkLabelledMatrix, type LabelledMatrix } from "./feature-matrix.ts";
import { flattenForest } from "./forest.ts";
import { type GrownNode, type GrownTree, treeGrower } from "./grow-tree.ts";
import type { LossOverRows, TreeLoss } from "./loss.ts";
import { lossOverRows } from "./loss-over-rows.ts";
import { rowsOutside, sampleColumns, sampleRows } from "./row-sample.ts";
import { companionsOf, monotoneOf } from "./tree-rules.ts";

/** How boosted trees are trained; every field but `loss` has a default. */
export interface BoostedTreesOptions {
  loss: TreeLoss;
  /** Rounds of boosting (one tree a round, or one per class); 300. */
  trees?: number;
  /** Leaves of a tree; 31. */
  leaves?: number;
  /** Splits on the longest path; 0, the default, for no limit. */
  maxDepth?: number;
  /** Share of each tree's step that is taken; .1. */
  learningRate?: number;
  minLeafRows?: number;
  minLeafHessian?: number;
  /** Ridge penalty on leaf values; 1. */
  l2?: number;
  minGain?: number;
  /** Bins per column, at most 255. */
  bins?: number;
  /** Share of rows (for ranking, of queries) drawn again for each round; 1. */
  rowShare?: number;
  /** Share of columns drawn for each tree; 1. */
  columnShare?: number;
  /** Columns along which the prediction may only rise (1) or fall (−1). Not for absolute and quantile loss. */
  monotone?: Readonly<Record<string, 1 | -1>>;
  /** Groups of columns that may share a path; a column in no group interacts with none. */
  interactions?: readonly (readonly string[])[];
  /** Stops when `rounds` rounds brought no better loss on `data`, and keeps the trees up to the best. */
  earlyStopping?: { data: LabelledMatrix; rounds: number };
}

const defaults = {
  trees: 300,
  leaves: 31,
  maxDepth: 0,
  learningRate: 0.1,
  minLeafRows: 20,
  minLeafHessian: 1e-3,
  l2: 1,
  minGain: 1e-6,
  bins: 255,
  rowShare: 1,
  columnShare: 1,
};

/**
 * Trains gradient-boosted trees on histograms (Friedman 2001; Ke et al. 2017). Synchronous. Memory: the matrix again
 * at one byte a cell, about 50 bytes a row and output, and 24 bytes per bin and leaf. Throws `RangeError` on data or
 * options that do not fit together or a training too large, `TrainingCancelled` when stopped.
 */
export function trainBoostedTrees(
  data: LabelledMatrix,
  options: BoostedTreesOptions,
  control: TrainingControl = {},
): BoostedTrees {
  checkLabelledMatrix(data);
  const settings = { ...defaults, ...options };
  checkOptions(settings);
  requireMemory(
    control,
    "These trees",
    trainingBytes(data, settings),
    "Use fewer rows or columns, or fewer leaves or bins.",
  );
  const random = randomOf(control);
  const bins = findColumnBins(data, settings.bins, random);
  const matrix = binMatrix(data, bins);
  const monotone = monotoneOf(data.columns, options.monotone);
  const companions = companionsOf(data.columns, options.interactions);
  const grow = treeGrower(matrix, {
    leaves: settings.leaves,
    maxDepth: settings.maxDepth,
    minLeafRows: settings.minLeafRows,
    minLeafHessian: settings.minLeafHessian,
    l2: settings.l2,
    minGain: settings.minGain,
    categoryL2: 10,
    ...(monotone ? { monotone } : {}),
    ...(companions ? { companions } : {}),
  });

  const loss = lossOverRows(settings.loss, data);
  const { outputs } = loss;
  const base = loss.initialScores();
  const learned = scored(matrix, loss, base);
  const watched = options.earlyStopping && watchedData(options.earlyStopping.data);
  const gradient = new Float32Array(data.rows * outputs);
  const hessian = new Float32Array(data.rows * outputs);
  const trees: GrownNode[][] = [];
  let best = { rounds: 0, measure: watched ? watched.loss.evaluate(watched.scores) : 0 };

  for (let round = 1; round <= settings.trees; round++) {
    const sample = sampleRows(data, settings.rowShare, random);
    const unsampled = sample && rowsOutside(sample, data.rows);
    loss.gradients(learned.scores, gradient, hessian);
    for (let k = 0; k < outputs; k++) {
      const block = [k * data.rows, (k + 1) * data.rows] as const;
      const columns = sampleColumns(data.columns.length, settings.columnShare, random);
      const tree = grow(gradient.subarray(...block), hessian.subarray(...block), columns, sample);
      setLeafValues(tree, loss, learned.scores, settings.learningRate);
      addLeafScores(tree, learned.scores.subarray(...block));
      if (unsampled) addTreeScores(tree.nodes, matrix, learned.scores.subarray(...block), unsampled);
      if (watched) {
        const { rows } = watched.matrix;
        addTreeScores(tree.nodes, watched.matrix, watched.scores.subarray(k * rows, (k + 1) * rows));
      }
      trees.push(tree.nodes);
    }
    if (!watched) {
      checkpoint(control, { stage: "trees", done: round, total: settings.trees });
      continue;
    }
    const measure = watched.loss.evaluate(watched.scores);
    checkpoint(control, { stage: "trees", done: round, total: settings.trees, metrics: { [loss.metric]: measure } });
    const better = loss.higherIsBetter ? measure > best.measure : measure < best.measure;
    if (better) best = { rounds: round, measure };
    else if (round - best.rounds >= watched.patience) break;
  }
  if (watched) trees.length = best.rounds * outputs;

  return {
    columns: data.columns.map(({ name, kind }) => ({ name, kind })),
    loss: settings.loss,
    outputs,
    base,
    forest: flattenForest(trees, bins),
    codes: bins.map((column) => column.codes),
    info: {
      window: { from: data.window?.from ?? null, to: data.window?.to ?? null, rows: data.rows },
      parameters: parametersOf(settings),
      metrics: {
        trees: trees.length,
        [`training.${loss.metric}`]: loss.evaluate(learned.scores),
        ...(watched ? { [`validation.${loss.metric}`]: best.measure } : {}),
      },
    },
  };

  function watchedData(validation: LabelledMatrix) {
    checkLabelledMatrix(validation);
    const binned = binMatrix(validation, bins);
    const over = lossOverRows(settings.loss, validation);
    return { ...scored(binned, over, base), matrix: binned, loss: over, patience: options.earlyStopping!.rounds };
  }
}

/** See the memory that `trainBoostedTrees` states. */
function trainingBytes(
  { rows, columns }: LabelledMatrix,
  { loss, leaves, bins, earlyStopping }: typeof defaults & BoostedTreesOptions,
): number {
  const outputs = loss.kind === "multiclass" ? loss.classes : 1;
  const watched = earlyStopping ? earlyStopping.data.rows * (columns.length + 8 * outputs) : 0;
  return rows * columns.length + 50 * rows * outputs + 24 * columns.length * bins * leaves + watched;
}

function scored(matrix: BinnedMatrix, { outputs }: LossOverRows, base: Float64Array) {
  const scores = new Float64Array(matrix.rows * outputs);
  for (let k = 0; k < outputs; k++) scores.fill(base[k]!, k * matrix.rows, (k + 1) * matrix.rows);
  return { scores };
}

function setLeafValues(tree: GrownTree, loss: LossOverRows, scores: Float64Array, learningRate: number): void {
  for (const { node, start, end } of tree.leaves) {
    const step = loss.leafStep ? loss.leafStep(scores, tree.order.subarray(start, end)) : node.value;
    node.value = step * learningRate;
  }
}

function addLeafScores({ leaves, order }: GrownTree, scores: Float64Array): void {
  for (const { node, start, end } of leaves)
    for (let i = start; i < end; i++) scores[order[i]!] = scores[order[i]!]! + node.value;
}

/** Adds what a tree says of the rows named, of all where none are. */
function addTreeScores(
  nodes: readonly GrownNode[],
  { rows, cells, bins }: BinnedMatrix,
  scores: Float64Array,
  of?: Int32Array,
): void {
  const count = of ? of.length : rows;
  for (let i = 0; i < count; i++) {
    const row = of ? of[i]! : i;
    let node = nodes[0]!;
    while (node.split) {
      const { column, bin, leftBins, missingLeft } = node.split;
      const k = cells[column * rows + row]!;
      let left: boolean;
      if (leftBins.length > 0) left = ((leftBins[k >> 5]! >>> (k & 31)) & 1) === 1;
      else left = k <= bin || (missingLeft && k === bins[column]!.count);
      node = nodes[left ? node.left : node.left + 1]!;
    }
    scores[row] = scores[row]! + node.value;
  }
}

function checkOptions(
  settings: Required<Omit<BoostedTreesOptions, "earlyStopping" | "monotone" | "interactions">> & BoostedTreesOptions,
) {
  const { bins, leaves, trees, learningRate, rowShare, columnShare, loss } = settings;
  const refuse = (what: string) => {
    throw new RangeError(what);
  };
  if (!(bins >= 2 && bins <= 255)) refuse(`Columns have 2 to 255 bins, not ${bins}.`);
  if (!(leaves >= 2)) refuse(`A tree has 2 leaves or more, not ${leaves}.`);
  if (!(trees >= 0)) refuse(`There are 0 trees or more, not ${trees}.`);
  if (!(learningRate > 0 && learningRate <= 1))
    refuse(`The learning rate is above 0 and at most 1, not ${learningRate}.`);
  for (const share of [rowShare, columnShare])
    if (!(share > 0 && share <= 1)) refuse(`A share of rows or columns is above 0 and at most 1, not ${share}.`);
  if (settings.monotone && (loss.kind === "absolute" || loss.kind === "quantile"))
    refuse(`Monotone constraints do not hold under ${loss.kind} loss, whose leaves take medians; use squared loss.`);
}

function parametersOf(settings: BoostedTreesOptions): Record<string, JsonValue> {
  const { earlyStopping, ...rest } = settings;
  const patience = earlyStopping ? { earlyStoppingRounds: earlyStopping.rounds } : {};
  return JSON.parse(JSON.stringify({ ...rest, ...patience }));
}
