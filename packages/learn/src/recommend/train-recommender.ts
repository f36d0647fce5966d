import type { JsonValue } from "../artefact/artefact.ts";
import { TopHits } from "../search/top-hits.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { type Blend, type BlendOptions, blendScores, type ItemFilter, trainBlend } from "./blend.ts";
import { type ItemHistories, latestTime } from "./item-histories.ts";
import type { ItemScorer } from "./item-scorer.ts";
import { Popularity, trainPopularity } from "./popularity.ts";
import { allowedAfter, Recommender, type Repeats } from "./recommender.ts";
import { type ItemFacts, type ScorerChoice, trainScorer } from "./scorer-catalogue.ts";
import { type BlendExample, splitForValidation, type ValidationSplit } from "./validation-split.ts";

/** What a recommender learns from. */
export interface RecommenderData extends ItemFacts {
  readonly histories: ItemHistories;
}

/** How a recommender is put together. */
export interface RecommenderOptions {
  readonly scorers: readonly ScorerChoice[];
  /** On what the blend is learned; it is never trained on. */
  readonly validation: ValidationSplit;
  readonly repeats?: Repeats;
  readonly blend?: BlendOptions;
}

/**
 * Trains the scorers without the validation part, learns their blend on it, then trains them again on everything.
 * Takes twice the time of its scorers; memory is the larger of what one scorer needs and 4 bytes × blend examples × items
 * to choose from × 2 features a scorer.
 */
export function trainRecommender(
  data: RecommenderData,
  options: RecommenderOptions,
  control: TrainingControl = {},
): Recommender {
  const { histories } = data;
  if (options.scorers.length === 0) throw new RangeError("A recommender needs at least one scorer.");
  if (histories.items.length === 0) throw new RangeError("There are no events to learn from.");
  const part = { ...control, random: randomOf(control) };
  const repeats = options.repeats ?? "never";
  const { train, examples } = splitForValidation(histories, options.validation);
  const first = trainAll(train, "scorers without the validation part");
  const size = histories.itemIds.length;
  const blend = trainBlend(first, examples, size, allowedAfter(repeats), options.blend, part);
  const hitRate10 = hitRate(first, blend, examples, size, allowedAfter(repeats));
  const scorers = trainAll(histories, "scorers");
  const popularity = scorers.find((scorer) => scorer instanceof Popularity) ?? trainPopularity(histories);
  const to = latestTime(histories);
  const from = histories.times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  return new Recommender({
    itemIds: histories.itemIds,
    scorers,
    blend,
    repeats,
    popularity,
    info: {
      window: {
        from: to === undefined ? null : new Date(from).toISOString(),
        to: to === undefined ? null : new Date(to).toISOString(),
        rows: histories.items.length,
      },
      parameters: {
        scorers: options.scorers as unknown as JsonValue,
        validation: { ...options.validation },
        repeats,
      },
      metrics: { validationExamples: examples.length, "validation.hitRate10": hitRate10 },
    },
  });

  function trainAll(from: ItemHistories, stage: string) {
    const total = options.scorers.length;
    return options.scorers.map((choice, done) => {
      checkpoint(part, { stage, done, total });
      return trainScorer(choice, from, data, part);
    });
  }
}

const judged = 500;

/** Share of the validation examples (500 of them at even steps) with a right item among the first ten. */
function hitRate(
  scorers: readonly ItemScorer[],
  blend: Blend,
  examples: readonly BlendExample[],
  size: number,
  filter: ItemFilter,
): number {
  const step = Math.max(1, examples.length / judged);
  const [scores, scratch] = [new Float64Array(size), new Float64Array(size)];
  let hits = 0;
  let count = 0;
  for (let e = 0; e < examples.length; e += step) {
    const { history, targets } = examples[Math.floor(e)]!;
    const allowed = filter(history);
    blendScores(blend, scorers, history, scores, scratch);
    const best = new TopHits(10);
    for (let item = 0; item < size; item++)
      if (best.wants(scores[item]!, item) && allowed(item)) best.offer(scores[item]!, item);
    if (best.drain().some(({ ordinal }) => targets.includes(ordinal))) hits++;
    count++;
  }
  return count === 0 ? 0 : hits / count;
}
