import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { KeywordIndexBuilder, type KeywordOptions } from "./keyword-index-builder.ts";
import { loadKeywordIndex, saveKeywordIndex } from "./keyword-index-bytes.ts";
import { plainWords } from "./product-words.ts";

type Documents = Record<string, Record<string, string>>;

function indexOf(documents: Documents, options: KeywordOptions) {
  const builder = new KeywordIndexBuilder(options);
  for (const [id, texts] of Object.entries(documents)) builder.add(id, texts);
  return builder.build();
}

const shop: Documents = {
  a: { title: "red running shoes", text: "light shoes for the road" },
  b: { title: "blue running jacket", text: "keeps the rain out" },
  c: { title: "garden hose", text: "20 m, red" },
};
const plain: KeywordOptions = { fields: { title: 1, text: 1 }, words: "plain" };

/** BM25 as its papers write it, without any index. */
function bm25(documents: Documents, query: string, fields: Record<string, number>, k1 = 1.2, b = 0.75) {
  const bags = Object.entries(documents).map(([id, texts]) => {
    const counts: Record<string, number> = {};
    let length = 0;
    for (const [field, weight] of Object.entries(fields))
      for (const word of plainWords(texts[field] ?? "")) {
        counts[word] = (counts[word] ?? 0) + weight;
        length += weight;
      }
    return { id, counts, length };
  });
  const mean = bags.reduce((sum, bag) => sum + bag.length, 0) / bags.length || 1;
  const scored = bags.map(({ id, counts, length }) => {
    let score = 0;
    for (const word of plainWords(query)) {
      const n = bags.filter((bag) => bag.counts[word]).length;
      const tf = counts[word] ?? 0;
      const idf = Math.log(1 + (bags.length - n + 0.5) / (n + 0.5));
      score += (idf * tf * (k1 + 1)) / (tf + k1 * (1 - b + (b * length) / mean));
    }
    return { id, score };
  });
  return scored.filter(({ score }) => score > 0);
}

const word = fc.constantFrom("red", "blue", "shoe", "hose", "usb", "cable", "the", "x1");
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));

describe("KeywordIndex", () => {
  it("scores as the formula says, for any documents and query", () => {
    const documents = fc.dictionary(fc.constantFrom(..."abcdefgh"), fc.record({ title: text, text }), { minKeys: 1 });
    fc.assert(
      fc.property(documents, text, (all, query) => {
        const fields = { title: 2, text: 1 };
        const found = indexOf(all, { fields, words: "plain" }).search({ text: query, limit: 100 });
        const expected = new Map(bm25(all, query, fields).map(({ id, score }) => [id, score]));
        expect(found.map(({ id }) => id).sort()).toEqual([...expected.keys()].sort());
        for (const { id, score } of found) expect(score).toBeCloseTo(expected.get(id)!, 4);
        for (let i = 1; i < found.length; i++) expect(found[i - 1]!.score).toBeGreaterThanOrEqual(found[i]!.score);
      }),
    );
  });

  it("comes to the score of a case worked by hand", () => {
    const index = indexOf({ a: { t: "x y" }, b: { t: "y y z z" } }, { fields: { t: 1 }, words: "plain" });
    // mean length 3; x in 1 of 2: idf ln(1 + 1.5/1.5) = ln 2; tf 1, norm 1.2 · (.25 + .75 · 2/3) = .9
    expect(index.search({ text: "x", limit: 5 })).toEqual([
      { id: "a", score: expect.closeTo((Math.LN2 * 2.2) / 1.9, 3) },
    ]);
  });

  it("leaves no trace of one query in the next, and finds nothing for nothing", () => {
    const index = indexOf(shop, plain);
    const first = index.search({ text: "red shoes", limit: 2 });
    index.search({ text: "running hose red", limit: 1 });
    expect(index.search({ text: "red shoes", limit: 2 })).toEqual(first);
    expect(index.search({ text: "", limit: 5 })).toEqual([]);
    expect(index.search({ text: "zzz", limit: 5 })).toEqual([]);
    expect(index.search({ text: "red", limit: 0 })).toEqual([]);
    expect(new KeywordIndexBuilder(plain).build().search({ text: "red", limit: 5 })).toEqual([]);
  });

  it("fills the list with what the filter accepts", () => {
    const found = indexOf(shop, plain).search({ text: "red running", limit: 2, accept: (id) => id !== "a" });
    expect(found.map(({ id }) => id).sort()).toEqual(["b", "c"]);
  });

  it("takes the later of two documents of one id, as if the earlier had never been", () => {
    const builder = new KeywordIndexBuilder(plain);
    builder.add("a", { title: "old words" });
    for (const [id, texts] of Object.entries(shop)) builder.add(id, texts);
    expect(builder.size).toBe(3);
    const index = builder.build();
    expect(index.search({ text: "old", limit: 5 })).toEqual([]);
    expect(index.search({ text: "red shoes", limit: 5 })).toEqual(
      indexOf(shop, plain).search({ text: "red shoes", limit: 5 }),
    );
    builder.add("d", { title: "green shoes" });
    expect(builder.build().search({ text: "green", limit: 5 })).toMatchObject([{ id: "d" }]);
  });

  it("is read from the first version too, which held ids and terms as JSON", () => {
    const index = indexOf(shop, { fields: { title: 3, text: 1 } });
    const { arrays, state, ...info } = decodeArtefact(saveKeywordIndex(index), { kind: "keyword-index", version: 2 });
    const { starts, postings, impacts } = arrays;
    const { ids, terms } = index.parts;
    const old = encodeArtefact({
      ...info,
      version: 1,
      state: { ...state, ids: ids.strings(), terms: terms.strings() },
      arrays: { starts: starts!, postings: postings!, impacts: impacts! },
    });
    expect(loadKeywordIndex(old).search({ text: "red 20m", limit: 3 })).toEqual(
      index.search({ text: "red 20m", limit: 3 }),
    );
  });

  it("answers alike after saving and loading, and refuses damaged bytes", () => {
    const index = indexOf(shop, { fields: { title: 3, text: 1 } });
    const bytes = saveKeywordIndex(index);
    const loaded = loadKeywordIndex(bytes);
    expect(loaded.search({ text: "red 20m", limit: 3 })).toEqual(index.search({ text: "red 20m", limit: 3 }));
    expect(loaded.size).toBe(3);
    const fromFile = loadKeywordIndex(Buffer.concat([Buffer.alloc(8), bytes]).subarray(8));
    expect(fromFile.search({ text: "red 20m", limit: 3 })).toEqual(index.search({ text: "red 20m", limit: 3 }));
    bytes[bytes.length - 9]! ^= 1;
    expect(() => loadKeywordIndex(bytes)).toThrow(/checksum/);
    expect(() => loadKeywordIndex(bytes.subarray(0, 50))).toThrow(/cut off/);
  });
});
