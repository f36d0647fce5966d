import type { OrderRefund } from "@aisle/contracts/event";

/** What of an order was not returned yet, in one currency: of the whole, and by product its quantity and minor units. */
export interface OrderRest {
  readonly leftMinor: number;
  readonly lines: { readonly [productId: string]: readonly [quantity: number, valueMinor: number] };
}

/**
 * What a refund takes of an order, and what is left then. Each product gives back at most what it was sold for, and the order at most what
 * it was worth, so that a return that is reported again takes nothing twice. Lines without a price give back what was paid for them.
 */
export function takeReturn(
  { leftMinor, lines }: OrderRest,
  { lines: returned, valueMinor: total }: OrderRefund,
): OrderRest & { readonly takenMinor: number } {
  const rest = { ...lines };
  let ofLines = 0;
  let priced = false;
  let known = false;
  for (const line of returned) {
    const sold = Object.hasOwn(rest, line.productId) ? rest[line.productId] : undefined;
    if (sold === undefined) continue;
    known = true;
    const [quantity, worth] = sold;
    const back = Math.min(line.quantity ?? quantity, quantity);
    if (back <= 0) continue;
    priced ||= line.valueMinor !== undefined;
    const taken = Math.min(line.valueMinor ?? Math.round((worth * back) / quantity), worth);
    rest[line.productId] = [quantity - back, worth - taken];
    ofLines += taken;
  }
  // Products that the order does not name say nothing of their worth; the total does.
  const asked = known && (priced || total === undefined) ? ofLines : (total ?? (returned.length > 0 ? 0 : leftMinor));
  // A total beside products without prices is of products that were not returned before.
  const takenMinor = Math.max(0, Math.min(leftMinor, known && ofLines === 0 ? 0 : asked));
  return { takenMinor, leftMinor: leftMinor - takenMinor, lines: rest };
}

/** The part of a refund that is of a currency, where the order was paid in several or says none. */
export function refundIn(refund: OrderRefund, currency: string, isOnly: boolean): OrderRefund | undefined {
  const fits = (own = "") => own === currency || (isOnly && (own === "" || currency === ""));
  const lines = refund.lines.filter((line) => line.valueMinor === undefined || fits(line.currency));
  const isTotal = refund.valueMinor !== undefined && fits(refund.currency);
  if (refund.lines.length > 0 && lines.length === 0 && !isTotal) return undefined;
  if (refund.lines.length === 0 && refund.valueMinor !== undefined && !isTotal) return undefined;
  return { lines, ...(isTotal ? { valueMinor: refund.valueMinor } : {}) };
}
