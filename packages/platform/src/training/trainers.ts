import type { RankingData } from "@aisle/learn/neural/ranking-data";
import type { RankerOptions } from "@aisle/learn/neural/train-ranker";
import type { TrainingControl } from "@aisle/learn/training-control";
import { openTensorBackend } from "../tensors/tensor-backend.ts";

type Trainer<Data, Options> = (data: Data, options: Options, control: TrainingControl) => Uint8Array;

/** Every kind of model that is trained in the background; each loads its algorithm when it is asked for. */
export const trainers = {
  "boosted-trees": async () => {
    const { trainBoostedTrees } = await import("@aisle/learn/trees/train-boosted-trees");
    const { saveBoostedTrees } = await import("@aisle/learn/trees/save-boosted-trees");
    return saved(trainBoostedTrees, saveBoostedTrees);
  },
  recommender: async () => {
    const { trainRecommender } = await import("@aisle/learn/recommend/train-recommender");
    const { saveRecommender } = await import("@aisle/learn/recommend/save-recommender");
    return saved(trainRecommender, saveRecommender);
  },
  "neural-ranker": async () => {
    const { trainRanker } = await import("@aisle/learn/neural/train-ranker");
    const { saveRanker } = await import("@aisle/learn/neural/save-ranker");
    const tf = await openTensorBackend();
    const train = (data: RankingData, options: RankerOptions, control: TrainingControl) =>
      trainRanker(tf, data, options, control);
    return saved(train, saveRanker);
  },
  "intent-classifier": async () => {
    const { trainIntentClassifier } = await import("@aisle/learn/intents/train-intent-classifier");
    const { saveIntentClassifier } = await import("@aisle/learn/intents/save-intent-classifier");
    return saved(trainIntentClassifier, saveIntentClassifier);
  },
  forecast: async () => {
    const { trainForecast } = await import("@aisle/learn/forecast/train-forecast");
    const { saveForecast } = await import("@aisle/learn/forecast/save-forecast");
    return saved(trainForecast, saveForecast);
  },
  "global-forecast": async () => {
    const { trainGlobalForecast } = await import("@aisle/learn/forecast/panel/global-forecast");
    const { saveGlobalForecast } = await import("@aisle/learn/forecast/panel/save-global-forecast");
    return saved(trainGlobalForecast, saveGlobalForecast);
  },
  size: async () => {
    const { trainSizeModel } = await import("@aisle/learn/size/train-size-model");
    const { saveSizeModel } = await import("@aisle/learn/size/save-size-model");
    return saved(trainSizeModel, saveSizeModel);
  },
};

/** The name of a kind of model. */
export type TrainerKind = keyof typeof trainers;

type TrainerOf<Kind extends TrainerKind> = Awaited<ReturnType<(typeof trainers)[Kind]>>;

/** What a kind of model learns from; structured-cloneable. */
export type TrainerData<Kind extends TrainerKind> = Parameters<TrainerOf<Kind>>[0];

/** How a kind of model is trained; structured-cloneable. */
export type TrainerOptions<Kind extends TrainerKind> = Parameters<TrainerOf<Kind>>[1];

function saved<Data, Options, Model>(
  train: (data: Data, options: Options, control: TrainingControl) => Model,
  save: (model: Model) => Uint8Array,
): Trainer<Data, Options> {
  return (data, options, control) => save(train(data, options, control));
}
