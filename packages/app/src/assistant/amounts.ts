const units: { readonly [word: string]: number } = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const scales: { readonly [word: string]: number } = { dozen: 12, hundred: 100, thousand: 1000 };
const countWords = Object.keys(units)
  .filter((word) => word !== "a")
  .sort((a, b) => b.length - a.length)
  .join("|");
const scaleWords = Object.keys(scales).join("|");
// “And” stands after a hundred alone: “ten and twenty” are two numbers.
const inWords = `(?:(?:half a|a|${countWords})[\\s-]+(?:${scaleWords})|${countWords})\\b(?:[\\s-]+(?:${countWords}|${scaleWords})\\b|(?<=hundred|thousand)\\s+and\\s+(?:${countWords})\\b)*`;

/** What a number looks like in a sentence: digits with a mark of thousands or decimals, or words such as “two hundred and fifty”. */
export const numberPattern = `(?:\\d[\\d.,]*|${inWords})`;
const isInWords = new RegExp(`^${inWords}$`);

/** Reads a number: `1,000`, `9.99`, `9,99`, `twelve`, `two hundred and fifty`; `undefined` for anything else. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  if (isInWords.test(plain)) return numberInWords(plain);
  const digits = plain.replace(/[.,]$/, "");
  // A single comma before one or two digits is a decimal comma; before three it parts thousands.
  const decimal = /^\d+,\d{1,2}$/.test(digits) ? digits.replace(",", ".") : digits.replace(/,(?=\d{3}\b)/g, "");
  return /^\d+(\.\d+)?$/.test(decimal) ? Number(decimal) : undefined;
}

function numberInWords(text: string): number {
  let [whole, group] = [0, 0];
  for (const word of text.replace(/^half a /, "half ").split(/[\s-]+/)) {
    const scale = scales[word];
    if (word === "half") group = 0.5;
    else if (scale === undefined) group += units[word] ?? 0;
    else if (scale === 1000) [whole, group] = [whole + Math.max(1, group) * scale, 0];
    else group = group === 0 ? scale : group * scale;
  }
  return whole + group;
}

const sharePattern = new RegExp(`^(${numberPattern})\\s*(%|percent|per cent)?$`, "i");

/** Reads a share: `20%`, `20 percent` and `0.2` are 0.2; above 1 only with a percent sign. */
export function shareOf(text: string): number | undefined {
  const match = sharePattern.exec(text.trim());
  const value = match === null ? undefined : numberOf(match[1]!);
  if (value === undefined) return undefined;
  return match![2] === undefined ? (value <= 1 ? value : undefined) : value / 100;
}

const inCents = /\b(?:cents?|ct|pence)$/i;
const moneySigns = /[€$£]|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|cents?|ct|pence)\b/gi;

/** What an amount of money looks like in a sentence. */
export const moneyPattern = `[€$£]?\\s*${numberPattern}\\s*(?:€|\\$|£|euros?\\b|eur\\b|dollars?\\b|usd\\b|pounds?\\b|gbp\\b|cents?\\b|ct\\b|pence\\b)?`;

/** Reads money as integer minor units of the shop's currency: `10 euros` is 1000, `€9.99` is 999, `50 cents` is 50. */
export function minorUnitsOf(text: string, currency = "EUR"): number | undefined {
  const plain = text.trim();
  const value = numberOf(plain.replace(moneySigns, "").trim());
  if (value === undefined) return undefined;
  if (inCents.test(plain)) return Math.round(value);
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return Math.round(value * 10 ** maximumFractionDigits);
}

const priceCompared = /\bprice (?:<=|>=|==|!=|<|>) (\d+)\b(?!\.)/g;

/** Says after each price in an expression how much money it is: `price < 1000` becomes `price < 1000 (€10.00)`. */
export function withAmounts(words: string, currency = "EUR"): string {
  const money = new Intl.NumberFormat("en", { style: "currency", currency });
  const { maximumFractionDigits = 2 } = money.resolvedOptions();
  return words.replace(
    priceCompared,
    (all, minor: string) => `${all} (${money.format(Number(minor) / 10 ** maximumFractionDigits)})`,
  );
}
