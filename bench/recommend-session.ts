import { type ItemHistory, packHistories } from "@aisle/learn/recommend/item-histories";
import type { ItemScorer } from "@aisle/learn/recommend/item-scorer";
import { allowedAfter } from "@aisle/learn/recommend/recommender";
import type { ScorerChoice } from "@aisle/learn/recommend/scorer-catalogue";
import { trainScorer } from "@aisle/learn/recommend/scorer-catalogue";
import { trainRecommender } from "@aisle/learn/recommend/train-recommender";
import { seededRandom } from "@aisle/learn/seeded-random";
import { dataFile, option } from "./learn/csv-table.ts";
import { RankingFigures, rankOf } from "./recommend/ranking-figures.ts";
import { readShopClicks } from "./recommend/shop-clicks.ts";

const testDays = 13;
const dayMs = 86_400_000;

/**
 * Clicks in a clothing shop: the next different model of a session, at every step of later sessions. `--truth FILE` holds
 * sessions in the same columns, all visible ones being history; without it the sessions of the last 13 visible days are
 * the test. The blend is learned on the 13 days before that. A first-order Markov chain of the same run stands beside.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const visible = readShopClicks(option(args, "data") ?? dataFile("clickstream-eshop-clothing/clicks.csv.gz"));
  const truthFile = option(args, "truth");
  const end = visible.sessions.reduce((latest, { times }) => Math.max(latest, times[0]!), 0);
  const cut = truthFile === undefined ? end - testDays * dayMs : Number.POSITIVE_INFINITY;
  const history = visible.sessions.filter(({ times }) => times[0]! <= cut);
  const test =
    truthFile === undefined
      ? visible.sessions.filter(({ times }) => times[0]! > cut)
      : readShopClicks(truthFile).sessions;
  const histories = packHistories(history, [...visible.pageOf.keys()]);
  const pages = [...new Set(visible.pageOf.values())];
  const groups = histories.itemIds.map((id) => pages.indexOf(visible.pageOf.get(id)!));
  const seed = Number(option(args, "seed") ?? 1);
  const random = seededRandom(seed);
  const scorers: ScorerChoice[] = [{ kind: "sequence-logit" }, { kind: "popularity", halfLifeDays: 5 }];
  const started = performance.now();
  const model = trainRecommender(
    { histories, groups },
    {
      scorers,
      validation: { kind: "last-sessions", days: testDays },
      repeats: "not-at-once",
      blend: { examples: 8000, epochs: 6 },
    },
    { random },
  );
  const trainSeconds = (performance.now() - started) / 1000;

  const placeOf = new Map(histories.itemIds.map((id, place) => [id, place]));
  const allowedFor = allowedAfter("not-at-once");
  const evaluate = (scoresOf: (history: ItemHistory) => Float64Array) => {
    const figures = new RankingFigures();
    for (const { items, times } of test) {
      const places = items.map((id) => placeOf.get(id) ?? -1);
      for (let at = 1; at < places.length; at++) {
        const before = places.slice(0, at).filter((place) => place >= 0);
        const past = { items: before, times: times.slice(0, before.length) };
        figures.add(rankOf(scoresOf(past), places[at]!, allowedFor(past)));
      }
    }
    return figures;
  };
  const ours = evaluate((past) => model.scores(past));
  const scores = new Float64Array(histories.itemIds.length);
  const alone = (scorer: ItemScorer) =>
    evaluate((past) => {
      scorer.score(past, scores);
      return scores;
    });
  const markov = alone(trainScorer({ kind: "transitions", order: 1, backOff: 1 }, histories, {}, {}));
  const popular = alone(trainScorer({ kind: "popularity" }, histories, {}, {}));
  const sequence = alone(model.parts.scorers[0]!);
  return {
    suite: "recommend-session",
    figures: {
      split: truthFile === undefined ? "test on the last 13 visible days" : "test on the sessions of the truth file",
      seed,
      predictions: ours.predictions,
      hr10: ours.hr10,
      mrr10: ours.mrr10,
      sequenceHr10: sequence.hr10,
      sequenceMrr10: sequence.mrr10,
      markovHr10: markov.hr10,
      markovMrr10: markov.mrr10,
      popularHr10: popular.hr10,
      popularMrr10: popular.mrr10,
      trainSeconds: Number(trainSeconds.toFixed(1)),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}
