const digitsOf = new Map<string, number>();

/** Digits after the point of a currency's major unit (2 for EUR, 0 for JPY), 2 where the currency is unknown. */
export function minorDigits(currency: string | undefined): number {
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency)) return 2;
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/**
 * A number from a file: a JSON number, or a text such as `12.5`, `1,299.00`, `1.299,00 €`, `£2.55`, `-3`. Where both
 * points and commas stand, the last is the decimal sign; a lone comma before exactly three digits parts thousands.
 * `undefined` for what is no number.
 */
export function parseAmount(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = value
    .replace(/[\s\u00a0\u202f'’]/g, "")
    .replace(/^([-+]?)(?:[A-Za-z]{1,3}\.?|\p{Sc})/u, "$1")
    .replace(/(?:[A-Za-z]{2,3}|\p{Sc})$/u, "");
  if (!/^[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?$/i.test(text)) return undefined;
  const number = Number(withPoint(text));
  return Number.isFinite(number) ? number : undefined;
}

function withPoint(text: string): string {
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    const [decimal, thousands] = comma > point ? [",", "."] : [".", ","];
    return text.replaceAll(thousands, "").replace(decimal, ".");
  }
  if (comma >= 0) return /^[-+]?\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
  return /^[-+]?\d{1,3}(\.\d{3}){2,}$/.test(text) ? text.replaceAll(".", "") : text;
}

/** An amount in major units as integer minor units of a currency. */
export function toMinor(major: number, currency: string | undefined): number {
  return Math.round(Number(`${major}e${minorDigits(currency)}`)) || 0;
}
