import type { EventInteraction } from "@aisle/contracts/event";

/** A value with its currency, as an interaction holds them. */
export function moneyOf(
  valueMinor: number,
  currency: string | undefined,
): Pick<EventInteraction, "valueMinor" | "currency"> {
  if (!Number.isSafeInteger(valueMinor)) return {};
  return currency === undefined ? { valueMinor } : { valueMinor, currency };
}
