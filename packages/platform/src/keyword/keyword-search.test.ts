import { expect, it } from "vitest";
import { PayloadIndex } from "../catalogue/payload-index.ts";
import { type KeywordShelf, keywordConformance } from "./keyword-conformance.ts";
import { KeywordSearch } from "./keyword-search.ts";
import { keywordTexts, productKeywordBuilder } from "./product-keywords.ts";

function searchOver(shelf: KeywordShelf): KeywordSearch {
  const payloads = new PayloadIndex();
  const builder = productKeywordBuilder();
  for (const [id, fields] of Object.entries(shelf)) {
    payloads.set(id, fields);
    builder.add(id, keywordTexts(fields));
  }
  const keyword = new KeywordSearch(payloads);
  keyword.swap(builder.build());
  return keyword;
}

keywordConformance("BM25 in memory", async (shelf) => searchOver(shelf));

it("says that there is no index yet, and answers from the new one after a swap", () => {
  const keyword = new KeywordSearch(new PayloadIndex());
  expect(() => keyword.search({ text: "lamp", limit: 1 })).toThrow(/no search index/);
  const builder = productKeywordBuilder();
  builder.add("a", { title: "desk lamp" });
  keyword.swap(builder.build());
  expect(keyword.search({ text: "lamp", limit: 1 })).toMatchObject([{ id: "a" }]);
  expect(keyword.size).toBe(1);
});

it("reads attributes however deep, but no links and no bare numbers", () => {
  const texts = keywordTexts({
    title: "Lamp",
    attributes: {
      material: "brass",
      sizes: ["S", "M"],
      more: { plug: "EU" },
      width: 120,
      manual: "https://x.example/a.pdf",
    },
  });
  expect(texts.attributes).toBe("brass S M EU");
  expect(keywordTexts({ title: "Lamp" }).attributes).toBe("");
});
