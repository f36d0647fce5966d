import { minorUnitsOf, moneyPattern, numberOf, numberPattern } from "./amounts.ts";
import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import { qualityOf } from "./product-qualities.ts";
import type { ShopVocabulary } from "./proposal.ts";
import { fieldNamed } from "./shop-fields.ts";
import { nearestName } from "./slips.ts";

const comparisons: readonly (readonly [RegExp, string])[] = [
  [/^(?:under|below|less than|cheaper than|lower than|smaller than|beneath|<)$/, "<"],
  [/^(?:at most|up to|no more than|not more than|max(?:imum)?|<=|≤)$/, "<="],
  [/^(?:over|above|more than|dearer than|more expensive than|higher than|greater than|beyond|>)$/, ">"],
  [/^(?:at least|from|no less than|not less than|min(?:imum)?|>=|≥)$/, ">="],
];
const comparing =
  "under|below|beneath|less than|cheaper than|lower than|smaller than|at most|up to|no more than|not more than|maximum|max|over|above|beyond|more than|dearer than|more expensive than|higher than|greater than|at least|from|no less than|not less than|minimum|min|<=|>=|<|>|≤|≥";
const operatorOf = (words: string) => comparisons.find(([pattern]) => pattern.test(words.toLowerCase()))?.[1];

/** A text in the expression language: quotes and backslashes cannot end it. */
const quoted = (text: string): string => JSON.stringify(text);
const things = /\s+(?:products?|items?|articles?|things|stuff|goods|ones)$/i;
/** A condition of more words than this is read as a whole only. */
const maxWords = 10;

/**
 * Reads which products are meant into an expression of the filter's language: “products under 10 euros” is `price < 1000`,
 * “Nike” is `brand == "Nike"`, “reduced jackets under 100 euros” is all three. With `guess` a name in capitals that nobody knows is
 * taken for a brand. Throws `NotDone` when it names nothing that products have.
 */
export function readCondition(text: string, shop: ShopVocabulary, guess = true): string {
  const plain = text
    .trim()
    .replace(/^(?:all|any|every|everything|anything|the)\s+/i, "")
    .replace(/\s+(?:only|please)$/i, "");
  const between = new RegExp(`^(?:.*?\\s)?between (${moneyPattern})\\s*and (${moneyPattern})$`, "i").exec(plain);
  if (between !== null) {
    const [low, high] = [between[1]!, between[2]!].map((one) => minorUnitsOf(one, shop.currency));
    const rest = plain
      .slice(0, plain.search(/\bbetween\b/i))
      .trim()
      .replace(/\s+(?:that cost|costing|priced|with a price)$/i, "");
    const noun = isThings(rest) ? undefined : readCondition(rest, shop, guess);
    if (low !== undefined && high !== undefined)
      return [noun, `price >= ${low} && price <= ${high}`]
        .filter((one) => one !== undefined)
        .map(inBrackets)
        .join(" && ");
  }
  const whole = readParts(plain, shop);
  if (whole !== undefined) return whole;
  for (const [word, operator] of [
    [/\s+or\s+/i, "||"],
    [/\s+and\s+|\s*,\s*/i, "&&"],
  ] as const) {
    const parts = plain.split(word).map((part) => readParts(part, shop));
    if (parts.length < 2 || parts.some((part) => part === undefined)) continue;
    // No product has two brands: “Nike and Adidas” are the products of either.
    const fields = new Set(parts.map((part) => /^([\w.]+) == /.exec(part!)?.[1] ?? part));
    return fields.size === 1 ? parts.join(" || ") : parts.map((part) => inBrackets(part!)).join(` ${operator} `);
  }
  if (guess) {
    const name = nameIn(plain);
    // A brand that sells nothing today may tomorrow; a word in small letters is more likely a misunderstanding.
    if (/^\p{Lu}[\p{L}\p{N}&'’. -]{0,40}$/u.test(name) && name.split(" ").length <= 4)
      return `brand == ${quoted(name)}`;
  }
  throw new NotDone(
    `“${short(text)}” is no brand, category or price that products here have, nor a field or quality of theirs.`,
  );
}

const isThings = (text: string) => /^(?:(?:the )?(?:products?|items?|articles?|everything|all|goods))?$/i.test(text);
const inBrackets = (expression: string) => (/\|\|/.test(expression) ? `(${expression})` : expression);

/** One condition, or two that stand side by side: “cheap tents”, “jackets under 100 euros”. */
function readParts(text: string, shop: ShopVocabulary): string | undefined {
  const one = readPart(text, shop);
  if (one !== undefined) return one;
  const words = text.trim().split(/\s+/);
  if (words.length > maxWords) return undefined;
  for (let at = words.length - 1; at > 0; at--) {
    const left = readPart(words.slice(0, at).join(" "), shop);
    if (left === undefined) continue;
    const right = readParts(words.slice(at).join(" "), shop);
    if (right !== undefined) return `${inBrackets(left)} && ${inBrackets(right)}`;
  }
  return undefined;
}

const ofPrice = new RegExp(
  `^(?:that cost |which cost |costing |priced (?:at )?|with a price |whose price is |price (?:is )?|of )?(${comparing})\\s+(${moneyPattern})$`,
  "i",
);
const ofField = new RegExp(
  `^(?:with (?:an? )?|whose |having (?:an? )?)?([a-z][\\w.]*(?: [a-z]+)?)\\s+(?:is |of )?(${comparing})\\s+(${numberPattern})(?: ?[a-z]+)?$`,
  "i",
);
const ofUnits = new RegExp(
  `^with (${comparing})\\s+(${numberPattern})\\s+(?:in stock|left|units(?: left)?|pieces)$`,
  "i",
);
const ofNamed = /^(?:(?:from|by|of|in|with|whose)\s+)?(?:the )?([a-z]+)\s+(?:is |=+ ?)?(.+)$/i;

function readPart(text: string, shop: ShopVocabulary): string | undefined {
  const said = text.trim();
  const plain = said.replace(/^(?:the )?(?:products?|items?|articles?|everything|goods|things)\s+/i, "");
  const price = ofPrice.exec(plain);
  if (price !== null) {
    const amount = minorUnitsOf(price[2]!, shop.currency);
    const operator = operatorOf(price[1]!);
    if (amount !== undefined && operator !== undefined) return `price ${operator} ${amount}`;
  }
  const units = ofUnits.exec(plain);
  const compared = units === null ? undefined : operatorOf(units[1]!);
  if (units !== null && compared !== undefined) return `stock ${compared} ${numberOf(units[2]!) ?? 0}`;
  const number = ofField.exec(plain);
  if (number !== null) {
    const field = numberField(number[1]!, shop);
    const value = numberOf(number[3]!);
    const operator = operatorOf(number[2]!);
    if (field !== undefined && value !== undefined && operator !== undefined) return `${field} ${operator} ${value}`;
  }
  const quality = qualityOf(plain.replace(things, ""), shop) ?? qualityOf(plain, shop);
  if (quality !== undefined) return quality;
  return namedField(plain, shop) ?? namedValue(nameIn(plain), shop);
}

function numberField(name: string, shop: ShopVocabulary): string | undefined {
  if (/^attributes\.[a-z]\w*$/.test(name)) return name;
  const field = fieldNamed(name, shop);
  return field === undefined || ["brand", "category", "title", "releasedAt"].includes(field) ? undefined : field;
}

/** A field by its name, and its value: “brand Nike”, “colour moss green”. */
function namedField(text: string, shop: ShopVocabulary): string | undefined {
  const named = ofNamed.exec(text);
  const field = named === null ? undefined : fieldNamed(named[1]!, shop);
  if (named === null || field === undefined) return undefined;
  const value = unquoted(named[2]!);
  if (field === "category") {
    const known = categoriesNamed(value, shop.categories);
    return (known.length === 0 ? [value] : known).map((one) => `category == ${quoted(one)}`).join(" || ");
  }
  if (field === "brand") return `brand == ${quoted(knownName(value, shop.brands) ?? value)}`;
  const isText = field.startsWith("attributes.") && !shop.numbers?.some((one) => one.field === field);
  if (!isText || field === "attributes.rating") return undefined;
  const values = shop.texts?.find((one) => one.field === field)?.values ?? [];
  return `${field} == ${quoted(knownName(value, values) ?? value)}`;
}

/** A value by itself: a brand, a category, or a value of an attribute. */
function namedValue(name: string, shop: ShopVocabulary): string | undefined {
  const brand = knownName(name, shop.brands);
  if (brand !== undefined) return `brand == ${quoted(brand)}`;
  const categories = categoriesNamed(name, shop.categories);
  if (categories.length > 0) return categories.map((one) => `category == ${quoted(one)}`).join(" || ");
  for (const { field, values } of shop.texts ?? []) {
    const value = values.find((one) => one.toLowerCase() === name.toLowerCase());
    if (value !== undefined) return `${field} == ${quoted(value)}`;
  }
  return undefined;
}

const nameIn = (text: string) =>
  unquoted(text.replace(/^(?:from|by|of|in|made by)\s+(?:the )?/i, "").replace(things, ""));
const unquoted = (text: string) => text.trim().replace(/^[“"'‘](.*)[”"'’]$/, "$1");
const singular = (word: string) => word.replace(/(?:(?<=[sxz]|ch|sh)es|(?<!s)s)$/, "");

/** Categories of this name, whose path ends in it, whose last word it is (“jackets”), or that a slip of the hand means. */
function categoriesNamed(text: string, categories: readonly string[]): readonly string[] {
  const searchedName = text.trim().toLowerCase();
  if (searchedName === "") return [];
  const last = (path: string) => (path.split(" > ").at(-1) ?? path).toLowerCase();
  const tests: readonly ((name: string) => boolean)[] = [
    (name) => name.toLowerCase() === searchedName,
    (name) => last(name) === searchedName,
    (name) => singular(last(name)) === singular(searchedName),
    (name) => singular(last(name)).endsWith(` ${singular(searchedName)}`),
  ];
  for (const test of tests) {
    const found = categories.filter(test);
    if (found.length > 0) return found.slice(0, 10);
  }
  const near = nearestName(searchedName, [...new Set(categories.map(last))]);
  return near === undefined ? [] : categories.filter((name) => last(name) === near).slice(0, 10);
}

function knownName(text: string, names: readonly string[]): string | undefined {
  const searchedName = text.toLowerCase();
  return names.find((name) => name.toLowerCase() === searchedName) ?? nearestName(text, names);
}
