import { singular } from "./plural.ts";

// A word with its inner hyphens, slashes, dots and commas: `wh-1000xm4`, `wi-fi`, `3.5mm`, `18/10`, `c4872a`.
const compound = /[\p{L}\p{N}]+(?:[-/.,_'’][\p{L}\p{N}]+)*/gu;
const parts = /\p{N}+[.,]\p{N}+|[\p{L}\p{N}]+/gu;
const accents = /\p{Mn}/gu;
const numberWithUnit = /^(\p{N}+(?:\.\p{N}+)?)(\p{L}{1,4})$/u;
const nameWithNumber = /^(\p{L}{3,})(\p{N}+)$/u;
const number = /^\p{N}+(?:\.\p{N}+)?$/u;

/** Units that stand beside a number in product titles, so that `256 gb` and `256gb` are one word. */
const units = new Set(
  "gb tb mb kb mm cm m km in inch ft oz lb kg g mg l ml cl w kw v mah ah wh hz mhz ghz khz mp px dpi ppm db lm k bit pin port u".split(
    " ",
  ),
);

/** Lower case, compatibility forms and accents undone: `Café №2` and `cafe no2` are one. */
export function foldCase(text: string): string {
  return text.normalize("NFKD").replace(accents, "").toLowerCase();
}

/** Words as plain text search takes them: folded, split at every other sign, plural stripped. */
export function plainWords(text: string): string[] {
  return (foldCase(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(singular);
}

/**
 * Words of product titles. What shoppers join or part at will is given both ways: a compound by its parts and as one
 * word (`wi-fi` → wi, fi, wifi), a number with its unit together (`256 GB` → 256, gb, 256gb), a name with its number also
 * apart (`iphone7` → iphone7, iphone, 7). Decimal commas become points; plurals are stripped.
 */
export function productWords(text: string): string[] {
  const words: string[] = [];
  let before: string | undefined;
  const push = (word: string) => {
    if (before !== undefined && number.test(before) && units.has(word)) words.push(before + word);
    words.push(singular(word));
    before = word;
  };
  for (const [whole] of foldCase(text).matchAll(compound)) {
    const found = whole.match(parts) ?? [];
    for (const part of found) {
      const word = part.replace(",", ".");
      push(word);
      const measured = numberWithUnit.exec(word);
      const named = measured === null ? nameWithNumber.exec(word) : null;
      if (measured !== null && units.has(measured[2]!)) words.push(measured[1]!, singular(measured[2]!));
      else if (named !== null) words.push(singular(named[1]!), named[2]!);
    }
    if (found.length > 1) words.push(singular(found.join("")));
  }
  return words;
}

/** The ways to cut text into words, by the name that an index keeps. */
export const wordCutters = { plain: plainWords, product: productWords } as const;

/** A name in `wordCutters`. */
export type WordCutterName = keyof typeof wordCutters;
