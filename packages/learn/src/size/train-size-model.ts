import { shuffle } from "../seeded-random.ts";
import { randomOf, type TrainingControl } from "../training-control.ts";
import { scoreTrees } from "../trees/boosted-trees.ts";
import { type LabelledMatrix, rowsOf } from "../trees/feature-matrix.ts";
import { type BoostedTreesOptions, trainBoostedTrees } from "../trees/train-boosted-trees.ts";
import { bodyFeatures, defaultRanges } from "./body-features.ts";
import { chooseSize } from "./choose-size.ts";
import { buildSizeMemory, recallSizes } from "./size-memory.ts";
import type { FitOutcome, MeasureRange, SizeHistory, SizeModel, SizeOffset } from "./size-model.ts";
import { fitSizeOffset, type OffsetRecord } from "./size-offset.ts";
import { calibrationError, fitTemperature, logLoss, sizeProbabilities, softmaxRows } from "./size-probabilities.ts";

/** How a size model is trained; every field but `sizes` has a default. */
export interface SizeModelOptions {
  /** Names from the smallest to the largest. */
  sizes: readonly string[];
  ranges?: Readonly<Record<string, MeasureRange>>;
  /** Share of rows held out to stop early and to calibrate; .1. */
  holdOut?: number;
  /** See `SizeModel`; .2. More gives fewer bad misses for fewer hits. */
  nearCredit?: number;
  /** Share of held-out shoppers to whom two sizes are named; .25. */
  betweenShare?: number;
  /** Deviation of brand offsets in log-odds; 1. */
  brandSpread?: number;
  trees?: Partial<Omit<BoostedTreesOptions, "loss" | "earlyStopping">>;
}

const defaultTrees = { trees: 600, leaves: 31, learningRate: 0.05, minLeafRows: 50, rowShare: 0.7, columnShare: 0.7 };
const returnedWeight = 0.5;
/** Records that the trees' word may be worth; the last is as good as no memory. */
const strengths = [3, 5, 8, 12, 18, 30, 60, 1e9];

/**
 * Learns the probability of each size from body measures by multiclass trees on held-out early stopping, calibrates it,
 * and estimates how each brand departs from the rest. A size returned as too small counts as half a record of the next
 * larger one. Throws `RangeError` on histories that do not fit together, `TrainingCancelled` when stopped.
 */
export function trainSizeModel(
  history: SizeHistory,
  options: SizeModelOptions,
  control: TrainingControl = {},
): SizeModel {
  const { sizes, holdOut = 0.1, nearCredit = 0.2, betweenShare = 0.25, brandSpread = 1 } = options;
  const { measures, outcomes, brands } = history;
  const { rows } = measures;
  checkHistory(history, sizes.length);
  const ranges = { ...defaultRanges, ...options.ranges };
  const random = randomOf(control);
  const data: LabelledMatrix = {
    ...bodyFeatures(measures, ranges),
    labels: Float64Array.from({ length: rows }, (_, i) =>
      likeliestSize(history.sizes[i]!, outcomes?.[i], sizes.length),
    ),
    weights: Float64Array.from({ length: rows }, (_, i) => ((outcomes?.[i] ?? "kept") === "kept" ? 1 : returnedWeight)),
    window: history.window ?? { from: null, to: null },
  };
  const order = shuffle(
    Uint32Array.from({ length: rows }, (_, i) => i),
    random,
  );
  const held = Math.max(1, Math.floor(rows * holdOut));
  const heldOut = rowsOf(data, order.slice(0, held));
  const trainingRows = rowsOf(data, order.slice(held).sort());
  const settings = { ...defaultTrees, ...options.trees, loss: { kind: "multiclass", classes: sizes.length } as const };
  const probe = trainBoostedTrees(trainingRows, { ...settings, earlyStopping: { data: heldOut, rounds: 25 } }, control);
  const heldScores = scoreTrees(probe, heldOut);
  const temperature = fitTemperature(heldScores, heldOut.labels, sizes.length);
  const width = measures.columns.length;
  const byTrees = softmaxRows(heldScores, held, sizes.length, temperature);
  const remembered = (strength: number) => {
    const copy = byTrees.slice();
    recallSizes(
      buildSizeMemory(trainingRows, width, trainingRows.labels, sizes.length, strength),
      heldOut,
      width,
      copy,
    );
    return copy;
  };
  const lossOf = (strength: number) => logLoss(remembered(strength), heldOut.labels, sizes.length);
  const strength = strengths.reduce((best, next) => (lossOf(next) < lossOf(best) ? next : best));
  const probabilities = remembered(strength);
  const betweenMargin = marginFor(probabilities, sizes.length, nearCredit, betweenShare);
  const rounds = Math.max(1, probe.info.metrics.trees! / sizes.length);
  // Trained again on all rows, for as many rounds as were best without the held-out ones.
  const trees = trainBoostedTrees(data, { ...settings, trees: rounds }, control);

  const model: SizeModel = {
    sizes,
    measures: measures.columns.map((column) => column.name),
    ranges,
    trees,
    temperature,
    memory: buildSizeMemory(data, width, data.labels, sizes.length, strength),
    nearCredit,
    betweenMargin,
    brands: {},
    info: {
      window: { from: history.window?.from ?? null, to: history.window?.to ?? null, rows },
      parameters: { sizes: [...sizes], holdOut, nearCredit, betweenShare, brandSpread, trees: trees.info.parameters },
      metrics: {
        rounds,
        memoryStrength: strength,
        "validation.logLoss": logLoss(probabilities, heldOut.labels, sizes.length),
        "validation.logLossWithoutMemory": logLoss(byTrees, heldOut.labels, sizes.length),
        "validation.accuracy": accuracy(probabilities, heldOut.labels, sizes.length, nearCredit, 0),
        "validation.withinOne": accuracy(probabilities, heldOut.labels, sizes.length, nearCredit, 1),
        "validation.calibrationError": calibrationError(probabilities, heldOut.labels, sizes.length),
      },
    },
  };
  return brands ? { ...model, brands: brandOffsets(model, history, brands, brandSpread) } : model;
}

function likeliestSize(bought: number, outcome: FitOutcome | undefined, sizes: number): number {
  if (outcome === "tooSmall") return Math.min(sizes - 1, bought + 1);
  return outcome === "tooLarge" ? Math.max(0, bought - 1) : bought;
}

/** The gap to the neighbouring size below which a `share` of rows falls. */
function marginFor(probabilities: Float64Array, classes: number, nearCredit: number, share: number): number {
  const gaps = new Float64Array(probabilities.length / classes);
  for (let i = 0; i < gaps.length; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    const { size } = chooseSize(row, nearCredit, 0);
    gaps[i] = row[size]! - Math.max(row[size - 1] ?? 0, row[size + 1] ?? 0);
  }
  return gaps.sort()[Math.floor(share * (gaps.length - 1))]!;
}

function accuracy(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  classes: number,
  nearCredit: number,
  off: number,
) {
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const { size } = chooseSize(probabilities.subarray(i * classes, (i + 1) * classes), nearCredit, 0);
    if (Math.abs(size - labels[i]!) <= off) right++;
  }
  return right / labels.length;
}

function brandOffsets(model: SizeModel, history: SizeHistory, brands: readonly string[], spread: number) {
  const probabilities = sizeProbabilities(model, history.measures);
  const classes = model.sizes.length;
  const records = new Map<string, OffsetRecord[]>();
  for (const [i, brand] of brands.entries()) {
    const record: OffsetRecord = {
      probabilities: probabilities.subarray(i * classes, (i + 1) * classes),
      size: history.sizes[i]!,
      outcome: history.outcomes?.[i] ?? "kept",
    };
    const known = records.get(brand);
    if (known) known.push(record);
    else records.set(brand, [record]);
  }
  const offsets: Record<string, SizeOffset> = {};
  for (const [brand, of] of records) offsets[brand] = { offset: fitSizeOffset(of, spread), records: of.length };
  return offsets;
}

function checkHistory({ measures, sizes, outcomes, brands }: SizeHistory, classes: number): void {
  const { rows } = measures;
  if (classes < 2) throw new RangeError("There must be two sizes or more.");
  for (const [name, list] of Object.entries({ sizes, outcomes, brands }))
    if (list && list.length !== rows)
      throw new RangeError(`${rows} purchases need as many ${name}, not ${list.length}.`);
  for (let i = 0; i < rows; i++)
    if (!(Number.isInteger(sizes[i]) && sizes[i]! >= 0 && sizes[i]! < classes))
      throw new RangeError(`Purchase ${i} has the size ${sizes[i]}; sizes are 0 to ${classes - 1}.`);
}
