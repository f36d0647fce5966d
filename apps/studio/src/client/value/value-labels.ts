import type { Estimate, Money } from "../../server/value-types.ts";
import { count, money, shortMoney } from "../ui/format.ts";

/** `November 2026` */
export function monthLabel(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** `14 Nov` */
export function dayLabel(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

/** Money with its sign, from a hundred on without the fraction: `+€1,240`, `−€310`. */
export function signedMoney(minor: number, currency: string | null): string {
  const rounded = Math.round(minor);
  const text = shortMoney(Math.abs(rounded), currency);
  return rounded === 0 ? text : `${rounded < 0 ? "−" : "+"}${text}`;
}

/** `+€310 to +€2,170`; an open side is said. */
export function rangeLabel({ low, high, currency }: Estimate): string {
  const [from, to] = [low, high].map((end) => (end === null ? undefined : signedMoney(end, currency)));
  if (from === undefined) return to === undefined ? "anything fits" : `below ${to}`;
  return to === undefined ? `above ${from}` : `${from} to ${to}`;
}

/** A unit's money, below ten with cents: `€1.20`. */
export function unitMoney(minor: number, currency: string | null): string {
  return Math.abs(minor) >= 1000 ? money(Math.round(minor), currency) : money(Number(minor.toFixed(2)), currency);
}

/** Amounts side by side: two currencies are never added. */
export function moneysLabel(all: readonly Money[]): string {
  return all.length === 0 ? "–" : all.map(({ valueMinor, currency }) => shortMoney(valueMinor, currency)).join(", ");
}

/** What became of a count since the month before, in words. */
export function sinceBefore(now: number, before: number, month: string): string {
  return before === 0 ? `none in ${month}` : `${count(before)} in ${month}, ${signedPercent(now / before - 1)}`;
}

function signedPercent(change: number): string {
  const size = Math.abs(change * 100);
  const text = size.toFixed(size < 10 ? 1 : 0);
  return Number(text) === 0 ? "the same" : `${change < 0 ? "−" : "+"}${text} %`;
}

/** Whether an interval leaves no doubt of the sign. */
export function isSure({ low, high }: Estimate): boolean {
  return (low !== null && low > 0) || (high !== null && high < 0);
}
