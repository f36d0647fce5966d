/** How long ago, in words: `2 s ago`, `5 min ago`, `3 h ago`, `yesterday`, `12 days ago`. */
export function ago(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000);
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.round(hours / 24);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

const digits = new Map<string, number>();

/** Digits after the point of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
function minorDigits(currency: string): number {
  let found = digits.get(currency);
  if (found === undefined) {
    try {
      const format = new Intl.NumberFormat("en", { style: "currency", currency });
      found = format.resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
      found = 2;
    }
    digits.set(currency, found);
  }
  return found;
}

/** How many minor units a whole one of a currency has: 100 for EUR, 1 for JPY. */
export const minorUnits = (currency: string | null): number => 10 ** (currency === null ? 2 : minorDigits(currency));

/** Money from integer minor units: `€349`, `€24.90`; whole amounts go without the point. */
export function money(minor: number, currency: string | null): string {
  const places = currency === null ? 2 : minorDigits(currency);
  const amount = minor / 10 ** places;
  const fraction = Number.isInteger(amount) ? 0 : places;
  const options = { minimumFractionDigits: fraction, maximumFractionDigits: fraction };
  if (currency === null) return amount.toLocaleString("en", options);
  try {
    return amount.toLocaleString("en", { ...options, style: "currency", currency, currencyDisplay: "narrowSymbol" });
  } catch {
    return `${amount.toLocaleString("en", options)} ${currency}`;
  }
}

/** Money for a narrow place: from a hundred on without the fraction. */
export function shortMoney(minor: number, currency: string | null): string {
  const unit = 10 ** (currency === null ? 2 : minorDigits(currency));
  return money(Math.abs(minor) < 100 * unit ? minor : Math.round(minor / unit) * unit, currency);
}

/** Milliseconds with as many digits as matter: `0.02`, `0.2`, `6.4`, `34`, `1,240`. */
export function milliseconds(ms: number): string {
  if (ms < 0.005) return "0";
  if (ms < 0.095) return ms.toFixed(2);
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en");
}

/** A whole number with thousands separated. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** A number and its noun: `1 product`, `12 products`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A share 0–1 in per cent with one digit below ten. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 && value > 0 ? value.toFixed(value < 1 ? 2 : 1) : Math.round(value)} %`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`. */
export function ordinal(place: number): string {
  const tens = place % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${suffix}`;
}
