import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { miniLmFiles } from "./minilm-package.ts";
import { basicTokens, wordPieceTokenizer } from "./word-piece.ts";

const file = JSON.parse(readFileSync(miniLmFiles.tokenizer.path, "utf8"));
const tokenizer = wordPieceTokenizer(file, 256);

describe("WordPiece with the vocabulary of bert-base-uncased", () => {
  // Ids as the reference tokenizer (huggingface/tokenizers) gives them.
  it.each([
    ["hello world", [7592, 2088]],
    ["Héllo,   WORLD!", [7592, 1010, 2088, 999]],
    ["embeddings", [7861, 8270, 4667, 2015]],
    ["tokenization", [19204, 3989]],
    ["unaffable", [14477, 20961, 3468]],
    ["中国", [1746, 1799]],
    ["", []],
  ])("cuts %j", (text, ids) => {
    expect(tokenizer.encode(text)).toEqual([101, ...ids, 102]);
  });

  it("gives a word without any known cut the unknown id, and a word beyond 100 characters too", () => {
    expect(tokenizer.encode("\u{10FFFD}ok")).toEqual(tokenizer.encode("ok"));
    expect(tokenizer.encode("\u{1F45F}")).toEqual([101, 100, 102]);
    expect(tokenizer.encode("a".repeat(101))).toEqual([101, 100, 102]);
  });

  it("never takes a mark from the text itself", () => {
    expect(tokenizer.encode("[SEP]")).not.toContain(103);
    expect(tokenizer.encode("[SEP]").slice(1, -1)).not.toContain(102);
  });

  it("stays within its limit and the vocabulary, whatever the text", () => {
    const short = wordPieceTokenizer(file, 16);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const ids = short.encode(text);
        expect(ids.length).toBeLessThanOrEqual(16);
        expect(ids[0]).toBe(101);
        expect(ids.at(-1)).toBe(102);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 30_522)).toBe(true);
      }),
    );
  });
});

describe("BERT's basic tokenizer", () => {
  it("splits off punctuation and signs, drops control characters and accents", () => {
    expect(basicTokens("USB-C™ 3.0+ \u200bCâble\u0000 €5")).toEqual([
      "usb",
      "-",
      "c™",
      "3",
      ".",
      "0",
      "+",
      "cable",
      "€5",
    ]);
  });
});
