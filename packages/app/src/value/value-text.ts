import type { Estimate, Money } from "./value-shapes.ts";

/** Minor units as a number of whole ones, with the currency's own digits. */
export function wholeUnits({ currency, valueMinor }: Money): string {
  const digits = digitsOf(currency);
  return (valueMinor / 10 ** digits).toFixed(digits);
}

/** Money as people read it: `€1,240`; from a hundred on without the fraction. */
export function moneyText({ currency, valueMinor }: Money): string {
  const digits = digitsOf(currency);
  const amount = valueMinor / 10 ** digits;
  const places = Math.abs(amount) >= 100 || Number.isInteger(amount) ? 0 : digits;
  const options = { minimumFractionDigits: places, maximumFractionDigits: places };
  if (currency === null) return amount.toLocaleString("en", options);
  return amount.toLocaleString("en", { ...options, style: "currency", currency, currencyDisplay: "narrowSymbol" });
}

/** An amount with its interval: `€1,240 (€310 to €2,170)`. */
export function estimateText({ currency, valueMinor, low, high }: Estimate): string {
  const end = (value: number | null) => (value === null ? "no limit" : moneyText({ currency, valueMinor: value }));
  return `${moneyText({ currency, valueMinor })} (${end(low)} to ${end(high)})`;
}

/** Amounts side by side: two currencies are never added. */
export function moneysText(all: readonly Money[]): string {
  return all.length === 0 ? "–" : all.map(moneyText).join(", ");
}

export const countText = (value: number): string => Math.round(value).toLocaleString("en");

/** `November 2026` */
export function monthText(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

function digitsOf(currency: string | null): number {
  if (currency === null) return 2;
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
