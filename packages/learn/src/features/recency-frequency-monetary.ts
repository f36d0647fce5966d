import { msPerDay } from "./recency-weight.ts";

/** One order. `value` is money in minor units, negative for what was sent back. */
export interface OrderRecord {
  readonly customer: string;
  readonly timeMs: number;
  readonly value: number;
}

/** What merchandisers call a customer by recency and frequency; `lost` bought seldom and long ago. */
export type CustomerSegment =
  | "champion"
  | "loyal"
  | "promising"
  | "new"
  | "at-risk"
  | "cannot-lose"
  | "sleeping"
  | "lost";

/** Recency, frequency and money of one customer, with scores from 1 (least) to 5 (most). */
export interface RecencyFrequencyMonetary {
  readonly customer: string;
  readonly recencyDays: number;
  readonly orders: number;
  /** Sum over all orders, in minor units. */
  readonly value: number;
  readonly recencyScore: number;
  readonly frequencyScore: number;
  readonly valueScore: number;
  readonly segment: CustomerSegment;
}

/**
 * RFM of every customer with at least one order of positive value up to `nowMs`; later orders are left out. Scores are
 * fifths of the customers by rank (equal values share the score of their middle rank), so that one big spender does
 * not move the others. Sorted by customer.
 *
 * @source Hughes (1994), Strategic Database Marketing
 */
export function recencyFrequencyMonetary(orders: Iterable<OrderRecord>, nowMs: number): RecencyFrequencyMonetary[] {
  const byCustomer = new Map<string, { last: number; orders: number; value: number }>();
  for (const { customer, timeMs, value } of orders) {
    if (!(timeMs <= nowMs) || !Number.isFinite(value)) continue;
    const known = byCustomer.get(customer) ?? { last: Number.NEGATIVE_INFINITY, orders: 0, value: 0 };
    known.value += value;
    if (value > 0) {
      known.orders++;
      known.last = Math.max(known.last, timeMs);
    }
    byCustomer.set(customer, known);
  }
  const rows = [...byCustomer].filter(([, row]) => row.orders > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const recency = rows.map(([, row]) => (nowMs - row.last) / msPerDay);
  const recencyScores = fifths(recency.map((days) => -days));
  const frequencyScores = fifths(rows.map(([, row]) => row.orders));
  const valueScores = fifths(rows.map(([, row]) => row.value));
  return rows.map(([customer, row], i) => ({
    customer,
    recencyDays: recency[i]!,
    orders: row.orders,
    value: row.value,
    recencyScore: recencyScores[i]!,
    frequencyScore: frequencyScores[i]!,
    valueScore: valueScores[i]!,
    segment: segmentOf(recencyScores[i]!, frequencyScores[i]!, row.orders),
  }));
}

function fifths(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const scores = new Array<number>(values.length).fill(1);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    const middle = ((start + end) / 2 + 0.5) / order.length;
    for (let i = start; i <= end; i++) scores[order[i]!] = Math.min(5, Math.floor(middle * 5) + 1);
    start = end + 1;
  }
  return scores;
}

function segmentOf(recency: number, frequency: number, orders: number): CustomerSegment {
  if (recency >= 4) {
    if (frequency >= 4) return "champion";
    return orders === 1 ? "new" : "promising";
  }
  if (frequency >= 4) return recency === 3 ? "loyal" : recency === 2 ? "at-risk" : "cannot-lose";
  return recency >= 2 ? "sleeping" : "lost";
}
