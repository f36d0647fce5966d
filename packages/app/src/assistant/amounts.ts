const words: { readonly [word: string]: number } = {
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
  "a dozen": 12,
  twenty: 20,
  "twenty-four": 24,
  thirty: 30,
  fifty: 50,
  "a hundred": 100,
};

/** What a number looks like in a sentence: digits with a mark of thousands or decimals, or a word up to a hundred. */
export const numberPattern = `(?:\\d[\\d.,]*|${Object.keys(words).join("|")})`;

/** Reads a number: `1,000`, `9.99`, `9,99`, `twelve`; `undefined` for anything else. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  const word = words[plain];
  if (word !== undefined) return word;
  const digits = plain.replace(/[.,]$/, "");
  // A single comma before one or two digits is a decimal comma; before three it parts thousands.
  const decimal = /^\d+,\d{1,2}$/.test(digits) ? digits.replace(",", ".") : digits.replace(/,(?=\d{3}\b)/g, "");
  return /^\d+(\.\d+)?$/.test(decimal) ? Number(decimal) : undefined;
}

/** Reads a share: `20%`, `20 percent` and `0.2` are 0.2; above 1 only with a percent sign. */
export function shareOf(text: string): number | undefined {
  const match = /^([\d.,]+)\s*(%|percent|per cent)?$/i.exec(text.trim());
  const value = match === null ? undefined : numberOf(match[1]!);
  if (value === undefined) return undefined;
  return match![2] === undefined ? (value <= 1 ? value : undefined) : value / 100;
}

const inCents = /\b(?:cents?|ct|pence)$/i;
const moneySigns = /[€$£]|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|cents?|ct|pence)\b/gi;

/** What an amount of money looks like in a sentence. */
export const moneyPattern =
  "[€$£]?\\s*\\d[\\d.,]*\\s*(?:€|\\$|£|euros?\\b|eur\\b|dollars?\\b|usd\\b|pounds?\\b|gbp\\b|cents?\\b|ct\\b|pence\\b)?";

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
