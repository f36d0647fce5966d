import { numberOf, numberPattern, shareOf } from "./amounts.ts";

const share = `${numberPattern}\\s*(?:%|percent|per cent)`;
const plus = (value: number | undefined) => (value === undefined ? undefined : 1 + value);

/** Amounts as figures, at the end of what is said. */
const figures: readonly (readonly [RegExp, (text: string) => number | undefined])[] = [
  [new RegExp(`\\s+by (?:a factor of )?(${share})$`, "i"), (text) => plus(shareOf(text))],
  [new RegExp(`\\s+by (?:a factor of )?(${numberPattern})(?:\\s*(?:x|×|times))?$`, "i"), numberOf],
  [/\s+(?:x|×|times)\s*([\d.,]+)$/i, numberOf],
  [new RegExp(`\\s+(${numberPattern})\\s*(?:x|×|times)$`, "i"), numberOf],
];
/** Amounts as words, before or after what they are said of, and the factor that each stands for. */
const words: readonly (readonly [string, number])[] = [
  [
    "(?:by )?a (?:tiny|little|wee) bit|a little(?: bit)?|(?:by )?a bit|slightly|somewhat|a touch|gently|mildly|lightly",
    1.2,
  ],
  ["twice(?: as (?:much|high|often))?|(?:to the )?double|twofold", 2],
  ["three times|threefold|triple", 3],
  [
    "(?:quite |by )?a (?:whole )?lot|lots|(?:very )?(?:strongly|heavily|much|massively|considerably|significantly)|a great deal|hard|way",
    3,
  ],
];
const after = words.map(([one, factor]) => [new RegExp(`\\s+(?:${one})$`, "i"), factor] as const);
const before = words.map(([one, factor]) => [new RegExp(`^(?:${one})\\s+`, "i"), factor] as const);

/** Takes an amount off what is said: “Intel a lot” is “Intel” and a factor of 3. `undefined` as the factor where none is said. */
export function takeAmount(said: string): { readonly rest: string; readonly factor: number | undefined } {
  for (const [pattern, read] of figures) {
    const match = pattern.exec(said);
    const factor = match === null ? undefined : read(match[1]!);
    if (match !== null && factor !== undefined) return { rest: said.slice(0, match.index), factor };
  }
  for (const [pattern, factor] of [...after, ...before]) {
    const rest = said.replace(pattern, "");
    if (rest !== said && rest.trim() !== "") return { rest: rest.trim(), factor };
  }
  return { rest: said, factor: undefined };
}
