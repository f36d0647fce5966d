import type { Json } from "@aisle/runtime/json";

/** Lengths of a trade item number: GTIN-8, -12 (UPC-A), -13 (EAN) and -14. */
const lengths = [8, 12, 13, 14] as const;

/** A trade item number as text, or why a value is none. */
export type ReadGtin = { readonly gtin: string } | { readonly reason: string; readonly kind: string };

/**
 * Reads a GTIN-8, -12, -13 or -14 by its check digit (GS1 General Specifications, 7.9); spaces and hyphens between digits are
 * ignored. Zeros that a spreadsheet took from the front are put back: they do not change the check digit. Of a list the first
 * that is one counts.
 */
export function parseGtin(value: Json): ReadGtin {
  if (Array.isArray(value)) {
    const read = value.map(parseGtin);
    return read.find((one) => "gtin" in one) ?? read[0] ?? none("", "no-number");
  }
  const text = typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
  const digits = text.replace(/[\s-]/g, "");
  if (/^\d+([.,]\d+)?e\+?\d+$/i.test(digits)) return none(text, "rounded");
  if (!/^\d+$/.test(digits) || /^0+$/.test(digits)) return none(text, "no-number");
  const whole = withItsZeros(digits);
  if (whole === undefined) return none(text, "length");
  return checkDigit(whole.slice(0, -1)) === Number(whole.at(-1)) ? { gtin: whole } : none(text, "check-digit");
}

/** The shortest length that the digits fill with few zeros before them: an eight-digit number may lack one, the others three. */
function withItsZeros(digits: string): string | undefined {
  const length = lengths.find((one) => one >= digits.length && one - digits.length <= (one === 8 ? 1 : 3));
  return length === undefined ? undefined : digits.padStart(length, "0");
}

/** The last digit of a trade item number whose others are these: weights 3 and 1 by turns, from the right. */
function checkDigit(digits: string): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) sum += Number(digits[digits.length - 1 - at]) * (at % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

const why = {
  "no-number": "is no number of 8, 12, 13 or 14 digits",
  length: "has not 8, 12, 13 or 14 digits",
  rounded: "was rounded by a spreadsheet: format its column as text there",
  "check-digit": "has a wrong check digit",
} as const;

function none(text: string, kind: keyof typeof why): ReadGtin {
  return { reason: `the GTIN "${text}" ${why[kind]}; the product is stored without it`, kind: `the GTIN ${why[kind]}` };
}
