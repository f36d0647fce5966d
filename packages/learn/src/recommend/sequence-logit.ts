import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import { SoftmaxDescent, type SoftmaxWeights, softmaxScores } from "../linear/softmax-regression.ts";
import { shuffle } from "../seeded-random.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { DecayClock } from "./decay-clock.ts";
import { historyAt, historyCount, type ItemHistories, type ItemHistory } from "./item-histories.ts";
import type { ItemScorer, ScorerParts } from "./item-scorer.ts";
import { SequenceContext, type SequenceContextState } from "./sequence-context.ts";

/** How the sequence model is trained. */
export interface SequenceLogitOptions {
  readonly halfLifeDays?: number | null;
  readonly epochs?: number;
  readonly rate?: number;
  readonly l2?: number;
  /** Pairs of items that followed each other less often have no weights of their own. */
  readonly leastPair?: number;
  /** Group of each item (category, page …), whose pairs have weights too. */
  readonly groups?: readonly number[];
}

const maxWeights = 100_000_000;
const damping = 10;

/**
 * Multinomial logistic regression of the next item on the last three, the pair of the last two, the groups of those, the
 * first of the session and the rest of it fading: all weights learned at once, where Markov chains count each alone.
 * For catalogues of up to a few hundred items; memory is 4 bytes × items × contexts.
 */
export class SequenceLogit implements ItemScorer {
  readonly kind = "sequence-logit";
  readonly scale = "log";
  readonly context: SequenceContext;
  readonly regression: SoftmaxWeights;
  readonly options: Omit<Required<SequenceLogitOptions>, "groups">;

  constructor(
    context: SequenceContext,
    regression: SoftmaxWeights,
    options: Omit<Required<SequenceLogitOptions>, "groups">,
  ) {
    this.context = context;
    this.regression = regression;
    this.options = options;
  }

  score({ items }: ItemHistory, into: Float64Array): void {
    const scores = into.subarray(0, this.regression.classes);
    softmaxScores(this.regression, this.context.at(items, items.length), scores);
    const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const sum = scores.reduce((total, score) => total + Math.exp(score - best), 0);
    const normaliser = best + Math.log(sum);
    // Items that came after the training are as unlikely as the unlikeliest.
    const least = scores.reduce((lowest, score) => Math.min(lowest, score), Number.POSITIVE_INFINITY);
    into.fill(least, scores.length);
    for (let item = 0; item < into.length; item++) into[item]! -= normaliser;
  }

  parts(): ScorerParts {
    const { state, arrays } = this.context.parts();
    return {
      state: { context: state, options: { ...this.options }, classes: this.regression.classes },
      arrays: { ...arrays, weights: this.regression.weights },
    };
  }
}

/** Learns the model; throws `RangeError` where its weights would take more than 400 MB: too many items for it. */
export function trainSequenceLogit(
  histories: ItemHistories,
  options: SequenceLogitOptions = {},
  control: TrainingControl = {},
): SequenceLogit {
  const { halfLifeDays = null, epochs = 5, rate = 0.3, l2 = 0.01, leastPair = 1, groups = [] } = options;
  const size = histories.itemIds.length;
  const context = SequenceContext.learned(histories, leastPair, groups);
  if (context.rows * size > maxWeights)
    throw new RangeError(
      `${size} items with ${context.rows} contexts are too many for the sequence model. Use the next-item linear model.`,
    );
  const regression = { classes: size, weights: new Float32Array(context.rows * size) };
  const clock = new DecayClock(halfLifeDays);
  for (const time of histories.times) clock.weigh(time);
  startFromCounts(regression.weights, histories, clock);
  const { owner, place } = predictions(histories);
  const order = Uint32Array.from(owner.keys());
  const random = randomOf(control);
  const descent = new SoftmaxDescent(regression);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    const step = { rate: rate * (1 - epoch / epochs), l2, free: size, damping };
    for (const [done, k] of order.entries()) {
      const { items, times } = historyAt(histories, owner[k]!);
      const at = place[k]!;
      const weight = clock.weigh(times?.[at]) / clock.scale;
      loss += descent.step(context.at(items, at), items[at]!, weight, step, items[at - 1]);
      if (done % 16384 === 0)
        checkpoint(control, { stage: "sequence model", done: epoch + done / order.length, total: epochs });
    }
    const metrics = { loss: loss / Math.max(1, order.length) };
    checkpoint(control, { stage: "sequence model", done: epoch + 1, total: epochs, metrics });
  }
  return new SequenceLogit(context, regression, { halfLifeDays, epochs, rate, l2, leastPair });
}

/** The model of saved parts. */
export function sequenceLogitOf(artefact: Artefact): SequenceLogit {
  const { context, options, classes } = artefact.state as unknown as {
    context: SequenceContextState;
    options: SequenceLogit["options"];
    classes: number;
  };
  const weights = arrayOf(artefact, "weights", Float32Array);
  return new SequenceLogit(SequenceContext.restored(context, artefact), { classes, weights }, options);
}

/** Every place where an item follows a different one. */
function predictions(histories: ItemHistories): { owner: number[]; place: number[] } {
  const owner: number[] = [];
  const place: number[] = [];
  for (let h = 0; h < historyCount(histories); h++) {
    const { items } = historyAt(histories, h);
    for (let at = 1; at < items.length; at++)
      if (items[at] !== items[at - 1]) {
        owner.push(h);
        place.push(at);
      }
  }
  return { owner, place };
}

/** Weights of the last item start as a smoothed Markov chain, which descent then only has to improve on. */
function startFromCounts(weights: Float32Array, histories: ItemHistories, clock: DecayClock): void {
  const size = histories.itemIds.length;
  const pseudo = 5;
  const popular = new Float64Array(size).fill(0.01);
  const totals = new Float64Array(size);
  for (let h = 0; h < historyCount(histories); h++) {
    const { items, times } = historyAt(histories, h);
    for (let at = 1; at < items.length; at++) {
      const weight = clock.weigh(times?.[at]) / clock.scale;
      if (items[at] === items[at - 1]) continue;
      weights[items[at - 1]! * size + items[at]!]! += weight;
      totals[items[at - 1]!]! += weight;
      popular[items[at]!]! += weight;
    }
  }
  const all = popular.reduce((sum, count) => sum + count, 0);
  for (let from = 0; from < size; from++)
    for (let to = 0; to < size; to++) {
      const share = (weights[from * size + to]! + (pseudo * popular[to]!) / all) / (totals[from]! + pseudo);
      weights[from * size + to] = Math.log(share);
    }
}
