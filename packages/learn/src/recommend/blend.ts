import { TopHits } from "../search/top-hits.ts";
import { shuffle } from "../seeded-random.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import type { ItemHistory } from "./item-histories.ts";
import type { ItemScorer } from "./item-scorer.ts";
import type { BlendExample } from "./validation-split.ts";

/** How scores become one: for each scorer the unit of its scores and what they weigh, as they are and in logarithms. */
export interface Blend {
  readonly terms: readonly BlendTerm[];
}

/** One scorer's part. For scores that are logarithms already, `logWeight` is 0 and `unit` 1. */
export interface BlendTerm {
  readonly unit: number;
  readonly weight: number;
  readonly logWeight: number;
}

/** How a blend is learned. */
export interface BlendOptions {
  /** Examples that are used, drawn at random. */
  readonly examples?: number;
  /** Best items of every scorer among which the right one is identified; catalogues of up to 512 items are used whole. */
  readonly pool?: number;
  readonly epochs?: number;
  readonly rate?: number;
}

/** Items that may be answered for a history; false bars one. */
export type ItemFilter = (history: ItemHistory) => (item: number) => boolean;

const wholeCatalogue = 512;

/** Fills `into` with the blended score of every item; `scratch` is as long. */
export function blendScores(
  blend: Blend,
  scorers: readonly ItemScorer[],
  history: ItemHistory,
  into: Float64Array,
  scratch: Float64Array,
): void {
  into.fill(0);
  for (const [s, { unit, weight, logWeight }] of blend.terms.entries()) {
    if (weight === 0 && logWeight === 0) continue;
    scorers[s]!.score(history, scratch);
    for (let item = 0; item < into.length; item++) {
      const score = scratch[item]! / unit;
      into[item]! += weight * score + (logWeight === 0 ? 0 : logWeight * lessenedLog(score));
    }
  }
}

/**
 * Learns the weights from what came next: a conditional logit over the best items of all scorers (McFadden 1974), the
 * targets of an example sharing its weight, by stochastic descent (AdaGrad). Examples none of whose targets is among
 * those items teach nothing and are passed over; without any the scorers count alike. Memory: 8 bytes per example, item to
 * choose from and scorer. Throws `TrainingTooLarge` where that is too much.
 */
export function trainBlend(
  scorers: readonly ItemScorer[],
  examples: readonly BlendExample[],
  size: number,
  filter: ItemFilter,
  options: BlendOptions = {},
  control: TrainingControl = {},
): Blend {
  const { examples: maxExamples = 5000, pool = 100, epochs = 12, rate = 0.1 } = options;
  const chosenFrom = size <= wholeCatalogue ? size : Math.min(size, pool * scorers.length);
  requireMemory(
    control,
    "The examples of the blend",
    8 * Math.min(maxExamples, examples.length) * chosenFrom * scorers.length,
    "Use fewer examples or a smaller pool.",
  );
  const random = randomOf(control);
  const order = shuffle(Uint32Array.from(examples.keys()), random).subarray(0, maxExamples);
  const units = scorers.map((scorer) => (scorer.scale === "log" ? 1 : meanScore(scorer, examples, order, size)));
  const choices: Choice[] = [];
  for (const [k, e] of order.entries()) {
    const choice = choiceOf(scorers, units, examples[e]!, size, filter, pool);
    if (choice) choices.push(choice);
    if (k % 128 === 127) checkpoint(control, { stage: "blend examples", done: k + 1, total: order.length });
  }
  const features = scorers.length * 2;
  const deviations = featureDeviations(choices, features);
  const weights = Float64Array.from({ length: features }, (_, f) => (f % 2 === 0 ? 0.2 : 0));
  const gathered = new Float64Array(features).fill(1e-6);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(choices, random);
    let loss = 0;
    const step = rate * (1 - epoch / epochs);
    for (const choice of choices) {
      const { gradient, loss: own } = gradientOf(choice, weights, deviations);
      loss += own;
      for (let f = 0; f < features; f++) {
        gathered[f]! += gradient[f]! ** 2;
        weights[f]! += (step * gradient[f]!) / Math.sqrt(gathered[f]!);
      }
    }
    const metrics = { loss: loss / Math.max(1, choices.length) };
    checkpoint(control, { stage: "blend", done: epoch + 1, total: epochs, metrics });
  }
  const terms = scorers.map((scorer, s) => ({
    unit: units[s]!,
    weight: weights[2 * s]! / deviations[2 * s]!,
    logWeight: scorer.scale === "log" ? 0 : weights[2 * s + 1]! / deviations[2 * s + 1]!,
  }));
  return { terms };
}

/** One example: two features per scorer for each item to choose from, row-major, and which rows are right. */
interface Choice {
  readonly rows: Float32Array;
  readonly right: Uint8Array;
}

function choiceOf(
  scorers: readonly ItemScorer[],
  units: readonly number[],
  { history, targets }: BlendExample,
  size: number,
  filter: ItemFilter,
  pool: number,
): Choice | undefined {
  const allowed = filter(history);
  const scores = scorers.map((scorer) => {
    const own = new Float64Array(size);
    scorer.score(history, own);
    return own;
  });
  const items = new Set<number>();
  if (size <= wholeCatalogue) {
    for (let item = 0; item < size; item++) if (allowed(item)) items.add(item);
  } else
    for (const own of scores) {
      const best = new TopHits(pool);
      for (let item = 0; item < size; item++)
        if (best.wants(own[item]!, item) && allowed(item)) best.offer(own[item]!, item);
      for (const { ordinal } of best.drain()) items.add(ordinal);
    }
  if (!targets.some((target) => items.has(target))) return undefined;
  const targetItems = new Set(targets);
  const rows = new Float32Array(items.size * scorers.length * 2);
  const right = new Uint8Array(items.size);
  let row = 0;
  for (const item of items) {
    if (targetItems.has(item)) right[row] = 1;
    for (const [s, own] of scores.entries()) {
      const at = (row * scorers.length + s) * 2;
      rows[at] = own[item]! / units[s]!;
      if (scorers[s]!.scale === "sum") rows[at + 1] = lessenedLog(rows[at]!);
    }
    row++;
  }
  return { rows, right };
}

function gradientOf({ rows, right }: Choice, weights: Float64Array, deviations: Float64Array) {
  const features = weights.length;
  const shares = new Float64Array(right.length);
  for (let row = 0; row < right.length; row++)
    for (let f = 0; f < features; f++) shares[row]! += (weights[f]! * rows[row * features + f]!) / deviations[f]!;
  const best = shares.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let row = 0; row < right.length; row++) sum += shares[row] = Math.exp(shares[row]! - best);
  const targets = right.reduce((count, one) => count + one, 0);
  const gradient = new Float64Array(features);
  let loss = 0;
  for (let row = 0; row < right.length; row++) {
    const share = shares[row]! / sum;
    if (right[row]) loss -= Math.log(Math.max(share, 1e-300)) / targets;
    const error = (right[row] ? 1 / targets : 0) - share;
    for (let f = 0; f < features; f++) gradient[f]! += (error * rows[row * features + f]!) / deviations[f]!;
  }
  return { gradient, loss };
}

/** A logarithm that is 0 at 0 and keeps the sign: scores of a sum may fall below zero. */
function lessenedLog(score: number): number {
  return score < 0 ? -Math.log1p(-10 * score) : Math.log1p(10 * score);
}

function meanScore(scorer: ItemScorer, examples: readonly BlendExample[], order: Uint32Array, size: number): number {
  const scores = new Float64Array(size);
  let [sum, count] = [0, 0];
  for (const e of order.subarray(0, 200)) {
    scorer.score(examples[e]!.history, scores);
    let best = 0;
    for (const score of scores) if (score > best) best = score;
    if (best > 0) {
      sum += best;
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}

function featureDeviations(choices: readonly Choice[], features: number): Float64Array {
  const [sums, squares] = [new Float64Array(features), new Float64Array(features)];
  let count = 0;
  for (const { rows } of choices)
    for (let at = 0; at < rows.length; at++) {
      sums[at % features]! += rows[at]!;
      squares[at % features]! += rows[at]! ** 2;
      if (at % features === 0) count++;
    }
  return sums.map((sum, f) => Math.sqrt(Math.max(0, squares[f]! / count - (sum / count) ** 2)) || 1);
}
