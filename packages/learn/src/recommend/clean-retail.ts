import { isProductLine } from "./product-line.ts";

/** One line of an order as tills and shops export it. */
export interface RetailLine {
  readonly order: string;
  /** Null for guests. */
  readonly customer: string | null;
  readonly product: string;
  readonly description: string;
  /** Negative on cancellations and returns. */
  readonly quantity: number;
  /** In any one currency. */
  readonly unitPrice: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** Why lines were left out. */
export type RetailFault =
  | "incomplete"
  | "not-a-product"
  | "no-price"
  | "cancelled"
  | "cancellation"
  | "duplicate"
  | "bulk-order";

/** What is left, in time order, and how many lines each reason cost. */
export interface CleanRetail {
  readonly lines: RetailLine[];
  readonly removed: Readonly<Record<RetailFault, number>>;
}

/** What counts as a bulk order. */
export interface CleanRetailOptions {
  /** Orders of a guest with more different products are counters or resellers booked as one; null retains them. */
  readonly guestOrderLines?: number | null;
  /** Lines of more pieces are trade, not taste; null retains them. */
  readonly lineQuantity?: number | null;
  /** How an order says that it cancels another; besides every line with a negative quantity. */
  readonly cancellation?: RegExp;
}

/**
 * Makes sales out of retail lines before any model sees them: drops lines without order, product or time, charges and
 * adjustments that are no products, and prices of zero or less; takes cancelled pieces off the customer's latest earlier
 * purchases of that product (a sale cancelled in full vanishes); merges lines of the same product in one order; drops bulk.
 */
export function cleanRetail(lines: readonly RetailLine[], options: CleanRetailOptions = {}): CleanRetail {
  const { guestOrderLines = 200, lineQuantity = 5000, cancellation = /^[CA]/i } = options;
  const removed: Record<RetailFault, number> = {
    incomplete: 0,
    "not-a-product": 0,
    "no-price": 0,
    cancelled: 0,
    cancellation: 0,
    duplicate: 0,
    "bulk-order": 0,
  };
  /** By customer and product, sales that may still be cancelled, the latest last. */
  const open = new Map<string, Sale[]>();
  const sales: Sale[] = [];
  const byOrder = new Map<string, Sale>();
  const ordered = [...lines].sort((a, b) => a.time - b.time || 0);
  for (const line of ordered) {
    const fault = faultOf(line);
    if (fault) {
      removed[fault]++;
      continue;
    }
    const owner = JSON.stringify([line.customer, line.product]);
    if (line.quantity < 0 || cancellation.test(line.order)) {
      removed.cancellation++;
      if (line.customer !== null) takeOff(open.get(owner) ?? [], Math.abs(line.quantity));
      continue;
    }
    if (line.unitPrice <= 0 || line.quantity === 0) {
      removed["no-price"]++;
      continue;
    }
    const key = JSON.stringify([line.order, line.customer, line.product]);
    const same = byOrder.get(key);
    if (same) {
      same.line = { ...same.line, quantity: same.line.quantity + line.quantity };
      same.left += line.quantity;
      removed.duplicate++;
      continue;
    }
    const sale = { line, left: line.quantity };
    byOrder.set(key, sale);
    sales.push(sale);
    const others = open.get(owner);
    if (others) others.push(sale);
    else open.set(owner, [sale]);
  }
  const guestLines = new Map<string, number>();
  for (const { line } of sales)
    if (line.customer === null) guestLines.set(line.order, (guestLines.get(line.order) ?? 0) + 1);
  const remaining: RetailLine[] = [];
  for (const { line, left } of sales)
    if (left <= 0) removed.cancelled++;
    else if (left > (lineQuantity ?? left) || (guestLines.get(line.order) ?? 0) > (guestOrderLines ?? lines.length))
      removed["bulk-order"]++;
    else remaining.push({ ...line, quantity: left });
  return { lines: remaining, removed };
}

interface Sale {
  line: RetailLine;
  /** Pieces that were not cancelled. */
  left: number;
}

function faultOf({ order, product, description, quantity, time }: RetailLine): RetailFault | undefined {
  if (order === "" || product === "" || !Number.isFinite(quantity) || !Number.isFinite(time)) return "incomplete";
  return isProductLine(product, description) ? undefined : "not-a-product";
}

function takeOff(sales: Sale[], pieces: number): void {
  let left = pieces;
  for (let at = sales.length - 1; at >= 0 && left > 0; at--) {
    const sale = sales[at]!;
    const matched = Math.min(left, Math.max(0, sale.left));
    sale.left -= matched;
    left -= matched;
  }
}
