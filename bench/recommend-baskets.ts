import { cleanRetail, type RetailLine } from "@aisle/learn/recommend/clean-retail";
import { packHistories, type RawHistory } from "@aisle/learn/recommend/item-histories";
import type { ItemScorer } from "@aisle/learn/recommend/item-scorer";
import { type ScorerChoice, trainScorer } from "@aisle/learn/recommend/scorer-catalogue";
import { trainRecommender } from "@aisle/learn/recommend/train-recommender";
import { TopHits } from "@aisle/learn/search/top-hits";
import { seededRandom } from "@aisle/learn/seeded-random";
import { dataFile, option } from "./learn/csv-table.ts";
import { readInvoiceLines } from "./recommend/retail-invoices.ts";

const testDays = 28;
const dayMs = 86_400_000;

interface Sums {
  recall: number;
  newRecall: number;
}

/**
 * Invoices of a gift wholesaler: which products known customers take in later invoices, ten recommended, those of before
 * included. `--truth FILE` holds later invoices in the same columns, all visible ones being history; without it the last
 * 28 visible days are the test. Recall is the share of a customer's distinct later products among the ten, averaged over
 * customers. Best sellers and item-kNN of the same run stand beside.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const visible = readInvoiceLines(option(args, "data") ?? dataFile("transactions-online-retail/transactions.csv.gz"));
  const truthFile = option(args, "truth");
  const end = visible.reduce((latest, { time }) => Math.max(latest, time), 0);
  const cut = truthFile === undefined ? end - testDays * dayMs : Number.POSITIVE_INFINITY;
  const cleaned = cleanRetail(visible.filter(({ time }) => time <= cut));
  const later = cleanRetail(
    truthFile === undefined ? visible.filter(({ time }) => time > cut) : readInvoiceLines(truthFile),
  );
  const known = byCustomer(cleaned.lines);
  const seed = Number(option(args, "seed") ?? 1);
  const random = seededRandom(seed);
  const started = performance.now();
  const histories = packHistories(known.values());
  const scorers: ScorerChoice[] = [
    { kind: "habits", halfLifeDays: 60 },
    { kind: "habits", halfLifeDays: 1000 },
    { kind: "popularity", halfLifeDays: 14 },
    { kind: "item-neighbours", shrinkage: 10, neighbours: 100, window: 400 },
    { kind: "item-neighbours", measure: "lift", shrinkage: 10, neighbours: 100, halfLifeDays: 60, window: 100 },
    { kind: "next-item-linear", ridge: 100, neighbours: 100, decay: { kind: "power", base: 0.97 }, window: 60 },
    { kind: "popularity" },
  ];
  const model = trainRecommender(
    { histories },
    {
      scorers,
      validation: { kind: "last-days", days: testDays },
      repeats: "always",
      blend: { examples: 3000, pool: 150 },
    },
    { random },
  );
  const trainSeconds = (performance.now() - started) / 1000;

  const idOf = histories.itemIds;
  const customers = [...byCustomer(later.lines)].filter(([customer]) => known.has(customer));
  const evaluate = (scoresOf: (history: RawHistory) => Float64Array) => {
    const sums: Sums = { recall: 0, newRecall: 0 };
    let withNew = 0;
    for (const [customer, { items }] of customers) {
      const history = known.get(customer)!;
      const own = new Set(history.items);
      const scores = scoresOf(history);
      const expected = new Set(items);
      const fresh = new Set(items.filter((id) => !own.has(id)));
      sums.recall += share(
        best(scores, () => true),
        expected,
        idOf,
      );
      if (fresh.size === 0) continue;
      withNew++;
      sums.newRecall += share(
        best(scores, (item) => !own.has(idOf[item]!)),
        fresh,
        idOf,
      );
    }
    return {
      recall10: fixed(sums.recall / customers.length),
      newRecall10: fixed(sums.newRecall / Math.max(1, withNew)),
    };
  };
  const ours = evaluate((history) => model.scores(model.historyOf(history)));
  const alone = (scorer: ItemScorer) => {
    const scores = new Float64Array(idOf.length);
    return evaluate((history) => {
      scorer.score(model.historyOf(history), scores);
      return scores;
    });
  };
  const bestSellers = alone(model.parts.scorers[6]!);
  const latest = alone(model.parts.scorers[2]!);
  const habits = alone(model.parts.scorers[1]!);
  const knn = alone(
    trainScorer({ kind: "item-neighbours", shrinkage: 0, neighbours: idOf.length, window: 10_000 }, histories, {}, {}),
  );
  return {
    suite: "recommend-baskets",
    figures: {
      split: truthFile === undefined ? "test on the last 28 visible days" : "test on the invoices of the truth file",
      seed,
      customers: customers.length,
      recall10: ours.recall10,
      bestSellersRecall10: bestSellers.recall10,
      itemKnnRecall10: knn.recall10,
      latestBestSellersRecall10: latest.recall10,
      habitsRecall10: habits.recall10,
      newRecall10: ours.newRecall10,
      bestSellersNewRecall10: bestSellers.newRecall10,
      itemKnnNewRecall10: knn.newRecall10,
      linesRemoved: Object.values(cleaned.removed).reduce((sum, count) => sum + count, 0),
      trainSeconds: Number(trainSeconds.toFixed(1)),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

/** What each customer took, in time order; guests have no history. */
function byCustomer(lines: readonly RetailLine[]): Map<string, { items: string[]; times: number[] }> {
  const histories = new Map<string, { items: string[]; times: number[] }>();
  for (const { customer, product, time } of lines) {
    if (customer === null) continue;
    const history = histories.get(customer) ?? { items: [], times: [] };
    history.items.push(product);
    history.times.push(time);
    histories.set(customer, history);
  }
  return histories;
}

function best(scores: Float64Array, allowed: (item: number) => boolean): number[] {
  const hits = new TopHits(10);
  for (const [item, score] of scores.entries()) if (hits.wants(score, item) && allowed(item)) hits.offer(score, item);
  return hits.drain().map(({ ordinal }) => ordinal);
}

function share(items: readonly number[], expected: ReadonlySet<string>, idOf: readonly string[]): number {
  return items.filter((item) => expected.has(idOf[item]!)).length / expected.size;
}

const fixed = (value: number) => Number(value.toFixed(4));
