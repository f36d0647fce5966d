import { ndcgOfIds } from "@aisle/stats/ranking/ndcg";
import { readCsvColumns } from "../learn/csv-table.ts";

/** Ratings of products by query. */
export type Judgments = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Reads `query, product_id, rating`; queries without a relevant product are left out. */
export function readJudgments(path: string): Judgments {
  const { query = [], product_id: ids = [], rating = [] } = readCsvColumns(path);
  const judgments = new Map<string, Map<string, number>>();
  query.forEach((text, row) => {
    const known = judgments.get(text) ?? new Map<string, number>();
    known.set(ids[row]!, Number(rating[row]));
    judgments.set(text, known);
  });
  for (const [text, ratings] of judgments) if (Math.max(...ratings.values()) <= 0) judgments.delete(text);
  return judgments;
}

/** nDCG@10 with gain 2^r − 1 of one ranking; unjudged products count as 0. */
export function ndcg10(ids: readonly string[], ratings: ReadonlyMap<string, number>): number {
  return ndcgOfIds(ids, ratings, { k: 10 });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
