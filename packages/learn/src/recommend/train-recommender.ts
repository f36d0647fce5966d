import type { JsonValue } from "../artefact/artefact.ts";
import { randomOf, type TrainingControl } from "../training-control.ts";
import { type BlendOptions, trainBlend } from "./blend.ts";
import { type ItemHistories, latestTime } from "./item-histories.ts";
import { Popularity, trainPopularity } from "./popularity.ts";
import { allowedAfter, Recommender, type Repeats } from "./recommender.ts";
import { type ItemFacts, type ScorerChoice, trainScorer } from "./scorer-catalogue.ts";
import { splitForValidation, type ValidationSplit } from "./validation-split.ts";

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
  const first = options.scorers.map((choice) => trainScorer(choice, train, data, part));
  const size = histories.itemIds.length;
  const blend = trainBlend(first, examples, size, allowedAfter(repeats), options.blend, part);
  const scorers = options.scorers.map((choice) => trainScorer(choice, histories, data, part));
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
      metrics: { validationExamples: examples.length },
    },
  });
}
