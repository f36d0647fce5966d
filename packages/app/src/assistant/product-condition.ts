import { minorUnitsOf, moneyPattern, numberOf } from "./amounts.ts";
import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import type { ShopWords } from "./proposal.ts";

const comparisons: readonly (readonly [RegExp, string])[] = [
  [/^(?:under|below|less than|cheaper than|lower than|smaller than|<)$/, "<"],
  [/^(?:at most|up to|no more than|<=|≤)$/, "<="],
  [/^(?:over|above|more than|dearer than|more expensive than|higher than|greater than|>)$/, ">"],
  [/^(?:at least|from|no less than|>=|≥)$/, ">="],
];
const comparing =
  "under|below|less than|cheaper than|lower than|smaller than|at most|up to|no more than|over|above|more than|dearer than|more expensive than|higher than|greater than|at least|from|no less than|<=|>=|<|>|≤|≥";
const operatorOf = (words: string) => comparisons.find(([pattern]) => pattern.test(words.toLowerCase()))?.[1];

/** A text in the expression language: quotes and backslashes cannot end it. */
const quoted = (text: string): string => JSON.stringify(text);

/**
 * Reads which products are meant into an expression of the filter's language: “products under 10 euros” is `price < 1000`,
 * “Nike” is `brand == "Nike"`. Throws `NotDone` when it names nothing that products have.
 */
export function readCondition(text: string, shop: ShopWords): string {
  const plain = text
    .trim()
    .replace(/^(?:all|any|every|everything|anything|the)\s+/i, "")
    .replace(/\s+(?:only|please)$/i, "");
  const between = new RegExp(`\\bbetween (${moneyPattern})\\s*and (${moneyPattern})`, "i").exec(plain);
  if (between !== null) {
    const [low, high] = [between[1]!, between[2]!].map((one) => minorUnitsOf(one, shop.currency));
    if (low !== undefined && high !== undefined) return `price >= ${low} && price <= ${high}`;
  }
  const whole = readPart(plain, shop, false);
  if (whole !== undefined) return whole;
  for (const [word, operator] of [
    [/\s+or\s+/i, "||"],
    [/\s+and\s+|\s*,\s*/i, "&&"],
  ] as const) {
    const parts = plain.split(word).map((part) => readPart(part, shop, false));
    if (parts.length > 1 && parts.every((part) => part !== undefined)) return parts.join(` ${operator} `);
  }
  const guessed = readPart(plain, shop, true);
  if (guessed !== undefined) return guessed;
  throw new NotDone(`“${short(text)}” is no brand, category or price that products here have.`);
}

/** One condition; a guess takes an unknown name in capitals for a brand. */
function readPart(text: string, shop: ShopWords, guess: boolean): string | undefined {
  const plain = text.trim().replace(/^(?:the )?(?:products?|items?|articles?|everything|goods)\s+/i, "");
  const price = new RegExp(
    `^(?:that cost |costing |priced |with a price |whose price is |price |of )?(${comparing})\\s+(${moneyPattern})$`,
    "i",
  ).exec(plain);
  if (price !== null) {
    const amount = minorUnitsOf(price[2]!, shop.currency);
    const operator = operatorOf(price[1]!);
    if (amount !== undefined && operator !== undefined) return `price ${operator} ${amount}`;
  }
  const number = new RegExp(
    `^(?:with (?:a )?)?(stock|score|rating|attributes\\.[a-z]\\w*)\\s+(?:is |of )?(${comparing})\\s+([\\d.,]+)$`,
    "i",
  ).exec(plain);
  if (number !== null) {
    const value = numberOf(number[3]!);
    const operator = operatorOf(number[2]!);
    const field = number[1]!.toLowerCase() === "rating" ? "attributes.rating" : number[1]!;
    if (value !== undefined && operator !== undefined) return `${field} ${operator} ${value}`;
  }
  const units = new RegExp(`^with (${comparing})\\s+([\\d.,]+)\\s+(?:in stock|left|units(?: left)?|pieces)$`, "i").exec(
    plain,
  );
  const compared = units === null ? undefined : operatorOf(units[1]!);
  if (units !== null && compared !== undefined) return `stock ${compared} ${numberOf(units[2]!) ?? 0}`;
  const named =
    /^(?:(?:from|by|of|in|with|whose)\s+)?(?:the )?(brand|category|colou?r|material)\s+(?:is |=+ ?)?(.+)$/i.exec(plain);
  if (named !== null) {
    const field = named[1]!.toLowerCase().replace("color", "colour");
    const value = unquoted(named[2]!);
    if (field === "brand" || field === "category") {
      if (field === "category") {
        const known = categoriesNamed(value, shop.categories);
        return (known.length === 0 ? [value] : known).map((one) => `category == ${quoted(one)}`).join(" || ");
      }
      const known = knownName(value, shop.brands);
      return `${field} == ${quoted(known ?? value)}`;
    }
    return `attributes.${field} == ${quoted(value)}`;
  }
  const name = unquoted(
    plain.replace(/^(?:from|by|of|in|made by)\s+(?:the )?/i, "").replace(/\s+(?:products?|items?|articles?)$/i, ""),
  );
  const brand = knownName(name, shop.brands);
  if (brand !== undefined) return `brand == ${quoted(brand)}`;
  const categories = categoriesNamed(name, shop.categories);
  if (categories.length > 0) return categories.map((one) => `category == ${quoted(one)}`).join(" || ");
  // A brand that sells nothing today may tomorrow; a word in small letters is more likely a misunderstanding.
  if (guess && /^\p{Lu}[\p{L}\p{N}&'’. -]{0,40}$/u.test(name) && name.split(" ").length <= 4)
    return `brand == ${quoted(name)}`;
  return undefined;
}

const unquoted = (text: string) => text.trim().replace(/^[“"'‘](.*)[”"'’]$/, "$1");

/** Categories of this name, or whose path ends in it. */
function categoriesNamed(text: string, categories: readonly string[]): readonly string[] {
  const wanted = text.toLowerCase();
  const last = (path: string) => path.split(" > ").at(-1) ?? path;
  const whole = categories.filter((name) => name.toLowerCase() === wanted);
  return whole.length > 0 ? whole : categories.filter((name) => last(name).toLowerCase() === wanted).slice(0, 10);
}

function knownName(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  return names.find((name) => name.toLowerCase() === wanted);
}
