import { type ItemHistory, packHistories } from "@aisle/learn/recommend/item-histories";
import type { ItemScorer } from "@aisle/learn/recommend/item-scorer";
import { allowedAfter } from "@aisle/learn/recommend/recommender";
import { saveRecommender } from "@aisle/learn/recommend/save-recommender";
import { trainScorer } from "@aisle/learn/recommend/scorer-catalogue";
import { trainRecommender } from "@aisle/learn/recommend/train-recommender";
import { seededRandom } from "@aisle/learn/seeded-random";
import { dataFile, option } from "./learn/csv-table.ts";
import { readAttributes, readSequences } from "./recommend/beauty-sequences.ts";
import { RankingFigures, rankOf } from "./recommend/ranking-figures.ts";

/**
 * Amazon Beauty: which item comes next, ranked among all that the user has not seen. `--truth FILE` holds lines
 * `user item …` whose last item is the answer, all visible items being history; without it the last visible item is the
 * answer. The blend is learned on the last item of what is history. Popularity and item-kNN of the same run stand beside.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const visible = readSequences(option(args, "data") ?? dataFile("recsys-amazon-beauty/sequences.txt.gz"));
  const truthFile = option(args, "truth");
  const truth = truthFile === undefined ? visible : readSequences(truthFile);
  const users = [...visible.keys()];
  const known = (user: string) => (truthFile === undefined ? visible.get(user)!.slice(0, -1) : visible.get(user)!);
  const attributesOf = readAttributes(dataFile("recsys-amazon-beauty/item2attributes.json.gz"));
  // Items that only the test holds are part of the catalogue, and may be recommended by their attributes.
  const catalogue = [...new Set([...Object.keys(attributesOf), ...[...visible.values()].flat()])];
  const histories = packHistories(
    users.map((user) => ({ items: known(user) })),
    catalogue,
  );
  const seed = Number(option(args, "seed") ?? 1);
  const random = seededRandom(seed);
  const started = performance.now();
  const model = trainRecommender(
    { histories, attributes: histories.itemIds.map((id) => attributesOf[id] ?? []) },
    {
      scorers: [
        { kind: "next-item-linear", ridge: 20, decay: { kind: "inverse" } },
        { kind: "item-neighbours", shrinkage: 1, decay: { kind: "inverse" } },
        { kind: "attribute-likeness", decay: { kind: "inverse" } },
        { kind: "popularity" },
      ],
      validation: { kind: "last-item" },
      repeats: "never",
    },
    { random },
  );
  const trainSeconds = (performance.now() - started) / 1000;

  const placeOf = new Map(histories.itemIds.map((id, place) => [id, place]));
  const allowedFor = allowedAfter("never");
  const scoring = performance.now();
  const evaluate = (scoresOf: (history: ItemHistory) => Float64Array) => {
    const figures = new RankingFigures();
    for (const user of users) {
      const target = truth.get(user)?.at(-1);
      if (target === undefined) continue;
      const history = { items: known(user).map((id) => placeOf.get(id)!) };
      figures.add(rankOf(scoresOf(history), placeOf.get(target) ?? -1, allowedFor(history)));
    }
    return figures;
  };
  const ours = evaluate((history) => model.scores(history));
  const scoreMs = (performance.now() - scoring) / ours.predictions;
  const alone = (scorer: ItemScorer) => {
    const scores = new Float64Array(histories.itemIds.length);
    return evaluate((history) => {
      scorer.score(history, scores);
      return scores;
    });
  };
  const popular = alone(model.parts.popularity);
  const knn = alone(
    trainScorer({ kind: "item-neighbours", shrinkage: 0, neighbours: histories.itemIds.length }, histories, {}, {}),
  );
  const linear = alone(model.parts.scorers[0]!);
  return {
    suite: "recommend-beauty",
    figures: {
      split: truthFile === undefined ? "test on the last visible item" : "test on the last item of the truth file",
      seed,
      predictions: ours.predictions,
      usersWithoutHistory: [...truth.keys()].filter((user) => !visible.has(user)).length,
      hr5: ours.hr5,
      hr10: ours.hr10,
      ndcg10: ours.ndcg10,
      linearHr10: linear.hr10,
      linearNdcg10: linear.ndcg10,
      itemKnnHr10: knn.hr10,
      itemKnnNdcg10: knn.ndcg10,
      popularHr10: popular.hr10,
      popularNdcg10: popular.ndcg10,
      trainSeconds: Number(trainSeconds.toFixed(1)),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      rankMs: Number(scoreMs.toFixed(2)),
      modelMb: Number((saveRecommender(model).length / 2 ** 20).toFixed(1)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}
