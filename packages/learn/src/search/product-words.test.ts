import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singular } from "./plural.ts";
import { plainWords, productWords } from "./product-words.ts";

describe("plurals", () => {
  it.each([
    ["batteries", "battery"],
    ["boxes", "box"],
    ["watches", "watch"],
    ["cables", "cable"],
    ["cases", "case"],
    ["glasses", "glass"],
    ["glass", "glass"],
    ["virus", "virus"],
    ["ps4", "ps4"],
    ["bus", "bus"],
    ["ties", "ties"],
    ["movies", "movy"],
  ])("%s → %s", (word, stem) => {
    expect(singular(word)).toBe(stem);
  });

  it("meets the singular that it came from", () => {
    for (const word of ["printer", "speaker", "memory", "battery", "switch", "mouse", "dish", "lens"])
      expect(singular(word === "lens" ? "lens" : plural(word))).toBe(singular(word));
  });
});

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:ch|sh|s|x)$/.test(word) ? `${word}es` : `${word}s`;
}

const meet = (query: string, title: string) => {
  const words = new Set(productWords(title));
  return productWords(query).some((word) => words.has(word) && !/^\p{N}+$/u.test(word));
};

describe("words of product titles", () => {
  it.each([
    ["wifi router", "Wi-Fi 6"],
    ["wi-fi", "WiFi"],
    ["256gb", "SSD 256 GB"],
    ["256 gb ssd", "256GB"],
    ["wh1000xm4", "Sony WH-1000XM4"],
    ["iphone7", "Apple iPhone 7"],
    ["rtx 2060", "GeForce RTX2060"],
    ["3.5mm", "3,5 mm jack"],
    ["cafe", "Café"],
    ["C4872A", "HP C4872A"],
  ])("%j meets %j", (query, title) => {
    expect(meet(query, title)).toBe(true);
  });

  it("gives compounds by parts and as one, numbers with their units", () => {
    expect(productWords("USB-C 15.6 inch, 2 batteries")).toEqual([
      "usb",
      "c",
      "usbc",
      "15.6",
      "15.6inch",
      "inch",
      "2",
      "battery",
    ]);
  });

  it("holds every plain word of a text, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const words = productWords(text).join(" ");
        for (const word of plainWords(text)) if (/^\p{L}+$/u.test(word)) expect(words).toContain(word);
        for (const word of productWords(text)) expect(word).toMatch(/^[\p{L}\p{N}.]+$/u);
      }),
    );
  });
});
