import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { KeywordIndex } from "./keyword-index.ts";
import { KeywordIndexBuilder, type KeywordOptions } from "./keyword-index-builder.ts";

// The Icecat catalogue with human ratings, as the Chorus project (github.com/querqy/chorus, Apache-2.0) put it together.
const folder = fileURLToPath(new URL("../../../../../shared/data/search-icecat-chorus/", import.meta.url));

interface IcecatProduct {
  readonly id: string;
  readonly title: string;
  readonly short_description?: string;
  readonly attr_t_product_type?: string;
}

function readProducts(): IcecatProduct[] {
  const lines = gunzipSync(readFileSync(`${folder}products.jsonl.gz`))
    .toString("utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as IcecatProduct);
}

function readRatings(): Map<string, Map<string, number>> {
  const ratings = new Map<string, Map<string, number>>();
  for (const line of readFileSync(`${folder}judgments.csv`, "utf8").trim().split("\n").slice(1)) {
    const [query, id, rating] = line.trim().split(",") as [string, string, string];
    ratings.set(query, (ratings.get(query) ?? new Map()).set(id, Number(rating)));
  }
  return ratings;
}

const gain = (rating: number, place: number) => (2 ** rating - 1) / Math.log2(place + 2);

/** Mean nDCG at 10 with unjudged as 0, over the queries that have a relevant product (Järvelin & Kekäläinen 2002). */
function meanNdcg(index: KeywordIndex, ratings: ReturnType<typeof readRatings>): number {
  const values: number[] = [];
  for (const [text, rated] of ratings) {
    const best = [...rated.values()].sort((a, b) => b - a).slice(0, 10);
    const ideal = best.reduce((sum, rating, place) => sum + gain(rating, place), 0);
    if (ideal === 0) continue;
    const found = index.search({ text, limit: 10 });
    values.push(found.reduce((sum, { id }, place) => sum + gain(rated.get(id) ?? 0, place), 0) / ideal);
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe.skipIf(!existsSync(folder))("on 19,406 products and 89 judged queries", () => {
  const fields = { title: 1, text: 1, type: 1 };
  const score = (options: KeywordOptions) => {
    const builder = new KeywordIndexBuilder(options);
    for (const { id, title, short_description: text, attr_t_product_type: type } of readProducts())
      builder.add(id, { title, text, type });
    return meanNdcg(builder.build(), readRatings());
  };

  it("plain words come to the .736 that was computed for the set with another program, within its plural rule", () => {
    expect(Math.abs(score({ fields, words: "plain" }) - 0.736)).toBeLessThan(0.02);
  });

  it("product words are no worse than that", () => {
    expect(score({ fields, words: "product" })).toBeGreaterThan(0.736);
  });
});
